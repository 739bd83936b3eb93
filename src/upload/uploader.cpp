#include "context/context_file.hpp"
#include "http/curl_client.hpp"
#include "mlflow/tracking_uri.hpp"
#include "spool/session_folder.hpp"
#include "spool/session_info_reader.hpp"
#include "upload/session_uploader.hpp"

#include <testtracker/uploader.hpp>

#include <filesystem>
#include <thread>
#include <utility>

namespace testtracker {
namespace {

mlflow::ServerOptions server_options(const UploadOptions& options) {
  mlflow::ServerOptions server;
  server.tracking_uri = options.tracking_uri;
  server.username = options.username;
  server.password = options.password;
  server.token = options.token;
  server.ca_bundle = options.ca_bundle;
  server.client_certificate = options.client_certificate;
  return server;
}

/// What the options say; the rest from the session itself.
context::RunContext context_of(const spool::SessionInfo& info, const UploadOptions& options) {
  context::RunContext context;
  context.commit = options.commit.empty() ? info.git_commit : options.commit;
  context.branch = options.branch;
  context.build = options.build;
  context.project = std::filesystem::path(info.project_directory).filename().string();
  context.suite = options.suite;
  if (context.suite.empty() && !info.command.empty()) {
    context.suite = std::filesystem::path(info.command.front()).filename().string();
  }
  context.host = info.host;
  context.tags = options.tags;
  return context;
}

upload::SessionUploaderOptions uploader_options(const UploadOptions& options) {
  upload::SessionUploaderOptions uploader;
  uploader.target.experiment = options.experiment;
  uploader.again = options.again;
  uploader.policy.sleep = [](std::chrono::milliseconds pause) {
    std::this_thread::sleep_for(pause);
    return true;
  };
  uploader.finish.log = [](const std::string&) {};
  return uploader;
}

}  // namespace

Result<DeliveryReport> deliver_session(const std::string& session_folder,
                                       const UploadOptions& options) {
  const spool::SessionFolder folder(session_folder);
  auto info = spool::read_session_info(folder);
  if (!info) {
    return info.error();
  }
  auto server = mlflow::finalize(server_options(options));
  if (!server) {
    return server.error();
  }
  auto http = http::make_curl_client(mlflow::curl_options(*server));
  if (!http) {
    return http.error();
  }
  auto context = context::read_context(folder.context_path());
  if (!context && context.error().code != ErrorCode::not_found) {
    return context.error();
  }
  auto uploader = upload::SessionUploader::open(
      {folder, context ? *std::move(context) : context_of(*info, options), *std::move(server),
       **http},
      uploader_options(options));
  return uploader ? uploader->deliver() : uploader.error();
}

}  // namespace testtracker
