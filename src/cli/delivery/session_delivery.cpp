#include "cli/delivery/session_delivery.hpp"

#include "cli/judge/run_store.hpp"
#include "cli/load_settings.hpp"
#include "cli/server/server_settings.hpp"
#include "cli/server/tracking_server.hpp"
#include "context/collect.hpp"
#include "context/context_file.hpp"
#include "http/curl_client.hpp"
#include "spool/session_info_reader.hpp"
#include "traces/trace_delivery.hpp"
#include "upload/outcome_file.hpp"
#include "upload/session_uploader.hpp"

#include <chrono>
#include <thread>
#include <utility>

namespace testtracker::cli {
namespace {

using settings::Settings;

constexpr std::chrono::seconds k_patience_with_creator{2};
constexpr std::chrono::seconds k_patience_with_others{5};
constexpr std::chrono::milliseconds k_pause{20};

/// The creator starts the uploader and may still be writing session.json.
Result<spool::SessionInfo> read_info(const DeliveryRequest& request) {
  const auto deadline = std::chrono::steady_clock::now() + k_patience_with_creator;
  while (true) {
    auto info = spool::read_session_info(request.folder);
    const bool may_come = request.mode == DeliveryMode::follow && request.folder.exists() &&
                          std::chrono::steady_clock::now() < deadline;
    if (info || !may_come) {
      return info;
    }
    std::this_thread::sleep_for(k_pause);
  }
}

/// Not even looked into: it belongs to its own uploader, and may have no context yet. Of a runner
/// that waits for its delivery only the journal tells whether it is over.
bool is_left_alone(const DeliveryRequest& request, const spool::SessionInfo& info) {
  const bool is_asked_for = request.only_server.empty() && info.owner.waits_for_delivery();
  return request.mode == DeliveryMode::finished && !is_asked_for && spool::is_owner_alive(info);
}

/// What was written first stays: the repository may have moved on since.
Result<context::RunContext> context_of(const spool::SessionFolder& folder,
                                       const spool::SessionInfo& info, const Settings& settings) {
  auto known = context::read_context(folder.context_path());
  if (known || known.error().code != ErrorCode::not_found) {
    return known;
  }
  auto collected = context::collect(info, settings);
  auto written = context::write_context(folder.context_path(), collected);
  return written ? Result<context::RunContext>(std::move(collected)) : written.error();
}

upload::SelectionOptions selection_options(const Settings& settings) {
  upload::SelectionOptions options;
  options.full_tests = static_cast<std::uint64_t>(settings.integer("upload.full_tests"));
  options.max_keys = static_cast<std::size_t>(settings.integer("upload.max_keys"));
  options.slow = std::chrono::milliseconds(settings.integer("upload.slow_ms"));
  options.watch = settings.list("upload.watch");
  return options;
}

upload::SendTraces trace_sender(const Settings& settings) {
  traces::TraceOptions options;
  options.max_tests = static_cast<std::size_t>(settings.integer("upload.max_traces"));
  options.cache_directory = runs_cache(settings);
  return [options](mlflow::Client& client, const upload::FinishedSession& session,
                   const std::vector<std::string>& keys) {
    return traces::deliver_traces(client, session, keys, options);
  };
}

upload::SessionUploaderOptions uploader_options(
    const DeliveryRequest& request, const Settings& settings, const spool::SessionInfo& info,
    const std::function<void(const std::string&)>& log) {
  upload::SessionUploaderOptions options;
  options.target = {settings.text("experiment"), settings.text("experiment_id"),
                    settings.text("run_id")};
  options.finish.selection = selection_options(settings);
  options.finish.max_logs = static_cast<std::size_t>(settings.integer("upload.max_logs"));
  options.finish.artifacts = settings.boolean("upload.artifacts");
  options.finish.views_come_later = settings.boolean("upload.history");
  options.finish.log = log;
  options.finish.wants_traces = settings.boolean("upload.traces");
  options.finish.send_traces = trace_sender(settings);
  options.policy = retry_policy(settings);
  options.live = settings.boolean("upload.live");
  if (info.owner.kind == "ctest") {
    options.early_metrics = upload::EarlyMetrics::never;
  }
  options.again = request.again;
  if (request.mode == DeliveryMode::follow) {
    options.lock_patience = k_patience_with_others;
  }
  // A program waits two seconds for its link; a runner is patient.
  options.tells_early = info.owner.kind != "runner";
  return options;
}

Result<TrackingServer> server_of(const spool::SessionInfo& info, const Settings& settings,
                                 const DeliveryRequest& request) {
  // A test program started by hand never starts a server.
  const bool may_start = request.mode == DeliveryMode::follow &&
                         (info.owner.kind == "runner" || info.owner.kind == "deployment");
  return find_tracking_server(settings, info.project_directory,
                              may_start ? ServerStart::allowed : ServerStart::never);
}

/// Whoever waits for the session shall not wait for nothing. A busy one is another uploader's to
/// tell about.
Error told(const DeliveryRequest& request, Error error) {
  if (error.code == ErrorCode::busy) {
    return error;
  }
  DeliveryReport report;
  report.message = error.message;
  const auto written = upload::write_outcome(request.folder, upload::OutcomeWord::spooled, report);
  if (!written) {
    error.message += "; also, " + written.error().message;
  }
  return error;
}

Result<Delivery> deliver_to(const TrackingServer& target, const DeliveryRequest& request,
                            context::RunContext context, const Settings& settings,
                            upload::SessionUploaderOptions options) {
  const mlflow::Server& server = target.server;
  auto http =
      target.local ? make_local_client() : http::make_curl_client(curl_options(settings, server));
  if (!http) {
    return told(request, http.error());
  }
  auto uploader = upload::SessionUploader::open(
      {request.folder, std::move(context), server, **http}, std::move(options));
  if (!uploader) {
    return told(request, uploader.error());
  }
  auto report = request.mode == DeliveryMode::follow ? uploader->follow() : uploader->deliver();
  return report ? Result<Delivery>(Delivery{*std::move(report), server.base_url})
                : told(request, report.error());
}

}  // namespace

Result<void> keep_context(const spool::SessionFolder& folder, const CommonOptions& common) {
  const auto info = spool::read_session_info(folder);
  if (!info) {
    return info.error();
  }
  const auto settings = load_settings(*info, common);
  if (!settings) {
    return settings.error();
  }
  const auto context = context_of(folder, *info, *settings);
  return context ? Result<void>() : context.error();
}

Result<Delivery> deliver(const DeliveryRequest& request, const CommonOptions& common,
                         const std::function<void(const std::string&)>& log) {
  const auto info = read_info(request);
  if (!info) {
    return info.error();
  }
  if (is_left_alone(request, *info)) {
    return upload::still_runs(request.folder);
  }
  const auto settings = load_settings(*info, common);
  if (!settings) {
    return told(request, settings.error());
  }
  auto context = context_of(request.folder, *info, *settings);
  if (!context) {
    return told(request, context.error());
  }
  const auto server = server_of(*info, *settings, request);
  if (!server) {
    return told(request, server.error());
  }
  if (!request.only_server.empty() && server->server.base_url != request.only_server) {
    return Error{ErrorCode::unsupported,
                 "session " + request.folder.id() + " belongs to another server"};
  }
  return deliver_to(*server, request, *std::move(context), *settings,
                    uploader_options(request, *settings, *info, log));
}

}  // namespace testtracker::cli
