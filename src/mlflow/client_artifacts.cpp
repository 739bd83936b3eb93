// Files of a run: Client::put_artifact and its companions.

#include "mlflow/artifact_address.hpp"
#include "mlflow/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace testtracker::mlflow {
namespace {

// A slow line must not make a great file impossible: besides the time of one exchange, a second
// for every so many bytes.
constexpr std::uint64_t k_slow_line_bytes = 64 * 1024;

std::string action_of(const char* verb, const Run& run, const std::string& path) {
  return fmt::format("{} the artifact {} of run {}", verb, path, run.info.run_id);
}

}  // namespace

Result<void> Client::put(const Run& run, const std::string& path, http::Request request,
                         std::uint64_t bytes) {
  const auto address = artifact_address(server(), run.info.artifact_uri, path);
  if (!address) {
    return address.error();
  }
  Call call;
  call.action = action_of("write", run, path);
  call.request = std::move(request);
  call.request.method = http::Method::put;
  call.request.url = address->url;
  call.request.headers = {{"Content-Type", content_type(path)}};
  call.sends_credentials = address->sends_credentials;
  call.more_time = std::chrono::seconds(bytes / k_slow_line_bytes);
  const Outcome outcome = rest_.send(call);
  if (outcome.error) {
    return *outcome.error;
  }
  if (is_html(outcome.response.body)) {
    return not_mlflow(call.action, call.request, "an HTML page");
  }
  return {};
}

Result<void> Client::put_artifact(const Run& run, const std::string& path,
                                  const std::string& content) {
  http::Request request;
  request.body = content;
  return put(run, path, std::move(request), content.size());
}

Result<void> Client::put_artifact_file(const Run& run, const std::string& path,
                                       const std::string& file) {
  std::error_code failed;
  const std::uintmax_t bytes = std::filesystem::file_size(file, failed);
  http::Request request;
  request.body_file = file;
  return put(run, path, std::move(request), failed ? 0 : bytes);  // the client tells why
}

Result<std::string> Client::get_artifact(const Run& run, const std::string& path) {
  const auto address = artifact_address(server(), run.info.artifact_uri, path);
  if (!address) {
    return address.error();
  }
  Call call;
  call.action = action_of("read", run, path);
  call.request.url = address->url;
  call.sends_credentials = address->sends_credentials;
  Retries retries = rest_.retries();
  while (true) {
    Outcome outcome = rest_.once(call);
    if (!outcome.error) {
      return std::move(outcome.response.body);
    }
    if (outcome.response.status == 500) {  // so servers before 3.15 say that there is none
      const auto is_there = has_artifact(run.info.run_id, path);
      if (is_there && !*is_there) {
        return Error{ErrorCode::not_found, call.action + ": there is none"};
      }
    }
    if (!outcome.is_repeatable || !retries.wait(outcome.reason, outcome.retry_after)) {
      return *outcome.error;
    }
  }
}

Result<bool> Client::has_artifact(const std::string& run_id, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const auto files =
      list_artifacts(run_id, slash == std::string::npos ? std::string() : path.substr(0, slash));
  if (!files) {
    return files.error();
  }
  return std::any_of(files->begin(), files->end(),
                     [&](const Artifact& file) { return file.path == path; });
}

Result<std::vector<Artifact>> Client::list_artifacts(const std::string& run_id,
                                                     const std::string& folder) {
  std::vector<Artifact> files;
  std::string token;
  do {
    Rest::Query query{{"run_id", run_id}};
    if (!folder.empty()) {
      query.emplace_back("path", folder);
    }
    if (!token.empty()) {
      query.emplace_back("page_token", token);
    }
    const Call call =
        rest_.get(fmt::format("list the artifacts of run {}", run_id), "artifacts/list", query);
    auto page = rest_.ask<ArtifactsReply>(call);
    if (!page) {
      return page.error();
    }
    if (!page->root_uri) {
      return not_mlflow(call.action, call.request, "no list of artifacts");
    }
    std::move(page->files.begin(), page->files.end(), std::back_inserter(files));
    token = page->files.empty() ? std::string() : page->next_page_token;
  } while (!token.empty());
  return files;
}

}  // namespace testtracker::mlflow
