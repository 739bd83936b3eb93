#include "cli/judge/history_upkeep.hpp"

#include "baseline/accepted_levels.hpp"
#include "baseline/metric_meaning.hpp"
#include "baseline/mlflow_runs.hpp"
#include "baseline/run_order.hpp"
#include "cli/judge/commit_facts.hpp"
#include "cli/judge/run_store.hpp"
#include "cli/load_settings.hpp"
#include "cli/server/server_settings.hpp"
#include "cli/server/tracking_server.hpp"
#include "history/flaky_report.hpp"
#include "history/highlights.hpp"
#include "history/history_page.hpp"
#include "history/history_report.hpp"
#include "http/curl_client.hpp"
#include "mlflow/client.hpp"
#include "spool/session_info_reader.hpp"
#include "upload/prepared_views.hpp"
#include "upload/server_abilities.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace testtracker::cli {
namespace {

constexpr std::size_t k_most_runs = 60;    // of the experiment
constexpr std::size_t k_most_builds = 30;  // of a series

using History = std::unique_ptr<baseline::RunHistory>;

std::string tag_of(const std::vector<mlflow::Tag>& tags, const std::string& key) {
  const auto found =
      std::find_if(tags.begin(), tags.end(), [&](const auto& tag) { return tag.key == key; });
  return found == tags.end() ? std::string() : found->value;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class Upkeep {
 public:
  Upkeep(mlflow::Client& client, history::HistoryOptions rules,
         std::vector<settings::MetricRule> metrics, std::string cache)
      : client_(client),
        rules_(std::move(rules)),
        metrics_(std::move(metrics)),
        cache_(std::move(cache)) {}

  Result<void> write(const std::string& run_id) {
    const auto run = client_.get_run(run_id);
    if (!run) {
      return run.error();
    }
    const auto series = tag_of(run->data.tags, "testtracker.series");
    if (auto loaded = load(run->info.experiment_id, series); !loaded) {
      return loaded;
    }
    for (const auto& one : histories_) {
      reports_.push_back(history::judge_history(*one, rules_));
      flaky_.push_back(history::judge_flaky_tests(*one, {}));
    }
    auto written = write_page(*run);
    return written ? write_views(run->info.experiment_id) : written;
  }

 private:
  /// The series of the run first; the others after it keep their place in the views.
  Result<void> load(const std::string& experiment_id, const std::string& series) {
    baseline::MlflowRunsOptions options;
    options.experiment_id = experiment_id;
    options.cache_directory = cache_;
    baseline::MlflowRuns source(client_, std::move(options));
    baseline::RunHistory all;
    baseline::RunFilter filter;
    filter.most_runs = k_most_runs;
    if (auto loaded = source.load(filter, all); !loaded) {
      return loaded;
    }
    std::vector<std::string> names{series};
    for (const auto& run : all.runs) {
      if (std::find(names.begin(), names.end(), run.series) == names.end()) {
        names.push_back(run.series);
      }
    }
    for (const auto& name : names) {
      filter.series = name;
      filter.most_runs = k_most_builds;
      auto one = std::make_unique<baseline::RunHistory>();
      if (auto loaded = source.load(filter, *one); !loaded) {
        return loaded;
      }
      baseline::declare_by_rules(metrics_, one->texts, one->runs);
      baseline::put_in_order(one->runs, {});
      if (!one->runs.empty()) {
        histories_.push_back(std::move(one));
      }
    }
    return {};
  }

  Result<void> write_page(const mlflow::Run& run) {
    std::vector<history::PageSeries> all;
    for (std::size_t i = 0; i < histories_.size(); ++i) {
      all.push_back({*histories_[i], reports_[i], flaky_[i]});
    }
    if (all.empty()) {
      return {};
    }
    auto put = client_.put_artifact(run, "history.html", history::history_page(all));
    return !put && put.error().code == ErrorCode::unsupported ? Result<void>() : put;
  }

  Result<void> write_views(const std::string& experiment_id) {
    const auto version = client_.version();
    if (!version) {
      return version.error();
    }
    const auto abilities = upload::abilities_of(*version);
    if (!abilities.has_views) {
      return {};
    }
    const auto experiment = client_.get_experiment(experiment_id);
    if (!experiment) {
      return experiment.error();
    }
    history::Highlights highlights;
    for (std::size_t i = 0; i < histories_.size(); ++i) {
      history::add_highlights(*histories_[i], reports_[i], flaky_[i], highlights);
    }
    const auto limit = abilities.max_experiment_tag_bytes;
    auto set = set_if_changed(
        experiment_id, experiment->tags, upload::k_trend_view_tag, [&](const std::string& old) {
          return upload::trend_view_of(old, highlights.metrics, limit, now_ms());
        });
    return set ? set_if_changed(experiment_id, experiment->tags, upload::k_status_view_tag,
                                [&](const std::string& old) {
                                  return upload::status_view_of(old, highlights.columns, limit,
                                                                now_ms());
                                })
               : set;
  }

  template <typename Make>
  Result<void> set_if_changed(const std::string& experiment_id,
                              const std::vector<mlflow::Tag>& tags, const char* key, Make make) {
    const auto old = tag_of(tags, key);
    const auto wanted = make(old);
    return wanted == old ? Result<void>() : client_.set_experiment_tag(experiment_id, key, wanted);
  }

  mlflow::Client& client_;
  history::HistoryOptions rules_;
  std::vector<settings::MetricRule> metrics_;
  std::string cache_;
  std::vector<History> histories_;
  std::vector<history::HistoryReport> reports_;
  std::vector<history::FlakyReport> flaky_;
};

}  // namespace

Result<void> write_history(const spool::SessionFolder& folder, const std::string& run_id,
                           const CommonOptions& common) {
  const auto info = spool::read_session_info(folder);
  if (!info) {
    return info.error();
  }
  const auto settings = load_settings(*info, common);
  if (!settings) {
    return settings.error();
  }
  if (!settings->boolean("upload.history")) {
    return {};
  }
  history::HistoryOptions rules;
  auto accepted =
      baseline::read_accepted(info->project_directory + "/" + baseline::k_accepted_file);
  if (!accepted) {
    return accepted.error();
  }
  rules.accepted = *std::move(accepted);
  rules.commits = git_commit_facts(info->project_directory);
  const auto target = find_tracking_server(*settings, info->project_directory, ServerStart::never);
  if (!target) {
    return target.error();
  }
  const auto http = target->local ? make_local_client()
                                  : http::make_curl_client(curl_options(*settings, target->server));
  if (!http) {
    return http.error();
  }
  auto policy = retry_policy(*settings);
  policy.max_retries = std::min(policy.max_retries, 1);  // the next run tries again
  mlflow::Client client(target->server, **http, policy);
  return Upkeep(client, std::move(rules), settings->metrics(), runs_cache(*settings)).write(run_id);
}

}  // namespace testtracker::cli
