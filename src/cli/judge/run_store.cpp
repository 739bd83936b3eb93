#include "cli/judge/run_store.hpp"

#include "baseline/mlflow_runs.hpp"
#include "baseline/spool_runs.hpp"
#include "cli/complain.hpp"
#include "cli/server/server_settings.hpp"
#include "cli/server/tracking_server.hpp"
#include "http/curl_client.hpp"
#include "spool/session_folder.hpp"

#include <fmt/format.h>

#include <utility>

namespace testtracker::cli {
namespace {

Result<RunStore> spool_store() {
  const auto sessions = spool::sessions_path();
  if (!sessions) {
    return sessions.error();
  }
  RunStore store;
  store.source = std::make_unique<baseline::SpoolRuns>(*sessions);
  store.place = *sessions;
  store.is_offline = true;
  return store;
}

std::string experiment_of(const settings::Settings& settings, const RunStoreOptions& options) {
  if (settings.is_set("experiment")) {
    return settings.text("experiment");
  }
  return options.experiment.empty() ? "tests" : options.experiment;
}

}  // namespace

std::string runs_cache(const settings::Settings& settings) {
  return settings.is_set("cache") ? settings.text("cache") : baseline::default_cache_directory();
}

Result<RunStore> open_run_store(const settings::Settings& settings,
                                const RunStoreOptions& options) {
  if (options.is_offline) {
    return spool_store();
  }
  auto target = find_tracking_server(settings, options.directory, ServerStart::never);
  if (!target) {
    return settings.is_set("tracking_uri") ? target.error() : spool_store();
  }
  auto http = target->local ? make_local_client()
                            : http::make_curl_client(curl_options(settings, target->server));
  if (!http) {
    return http.error();
  }
  RunStore store;
  store.http = *std::move(http);
  const auto ui_url = target->server.ui_url;
  auto policy = retry_policy(settings);
  policy.notice = [](const std::string& sentence) { complain(sentence); };
  store.client =
      std::make_unique<mlflow::Client>(std::move(target->server), *store.http, std::move(policy));
  baseline::MlflowRunsOptions runs;
  runs.experiment = experiment_of(settings, options);
  runs.experiment_id = settings.text("experiment_id");
  runs.cache_directory = runs_cache(settings);
  store.place = fmt::format(
      "the experiment {} of {}",
      runs.experiment_id.empty() ? "'" + runs.experiment + "'" : runs.experiment_id, ui_url);
  store.source = std::make_unique<baseline::MlflowRuns>(*store.client, std::move(runs));
  return store;
}

}  // namespace testtracker::cli
