#include "databricks/rest.hpp"

#include "databricks/answer.hpp"
#include "http/url_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

namespace testtracker::databricks {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

http::Request request_of(const std::string& host, const Call& call) {
  http::Request request;
  request.method = call.method;
  request.url = host + http::percent_encoded_path(call.path);
  char separator = '?';
  for (const auto& [name, value] : call.query) {
    request.url += separator + name + "=" + http::percent_encoded(value);
    separator = '&';
  }
  if (!call.body_file.empty()) {
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    request.body_file = call.body_file;
  } else if (!call.body.empty() || call.is_body_raw) {
    request.headers.emplace_back(
        "Content-Type", call.is_body_raw ? "application/octet-stream" : "application/json");
    request.body = call.body;
  }
  request.is_sent_once = !call.is_idempotent;
  return request;
}

}  // namespace

milliseconds pause_before(std::int32_t repetition, std::optional<milliseconds> retry_after) {
  if (retry_after) {
    return std::min<milliseconds>(*retry_after, std::chrono::minutes(1));
  }
  static thread_local std::minstd_rand k_source{std::random_device{}()};
  return std::chrono::seconds(std::clamp(repetition, 1, 10)) +
         milliseconds(std::uniform_int_distribution<int>(0, 999)(k_source));
}

Rest::Rest(Credentials credentials, http::HttpClient& http, RestOptions options)
    : http_(std::move(credentials), http), options_(std::move(options)) {}

Outcome Rest::once(const Call& call) {
  const auto deadline = steady_clock::now() + options_.request_timeout;
  return judge(credentials(), call, http_.send(request_of(credentials().host, call), deadline));
}

Outcome Rest::send(const Call& call) {
  const auto end = steady_clock::now() + options_.patience;
  for (std::int32_t repetition = 1;; ++repetition) {
    Outcome outcome = once(call);
    if (!outcome.is_repeatable) {
      return outcome;
    }
    const milliseconds pause = pause_before(repetition, outcome.retry_after);
    if (steady_clock::now() + pause >= end || !sleep(pause)) {
      return outcome;
    }
  }
}

bool Rest::sleep(milliseconds time) {
  if (options_.sleep) {
    return options_.sleep(time);
  }
  std::this_thread::sleep_for(time);
  return true;
}

Error Rest::unreadable(const Call& call, const Error& problem) const {
  return {ErrorCode::bad_format,
          fmt::format("{}: {} answered something that is not of Databricks ({}); is "
                      "DATABRICKS_HOST a workspace?",
                      call.action, http::redacted(credentials().host), problem.message)};
}

}  // namespace testtracker::databricks
