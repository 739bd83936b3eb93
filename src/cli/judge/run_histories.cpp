#include "cli/judge/run_histories.hpp"

#include "baseline/metric_meaning.hpp"
#include "baseline/run_order.hpp"
#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/judge/reference_run.hpp"
#include "cli/load_settings.hpp"
#include "context/collect.hpp"
#include "context/commit_order.hpp"
#include "spool/session_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace testtracker::cli {
namespace {

/// Series beyond these are named by --suite, --branch or --platform.
constexpr std::size_t k_most_series = 5;

context::RunContext context_here(const std::string& directory, const settings::Settings& settings) {
  spool::SessionInfo here;
  here.working_directory = directory;
  here.project_directory = directory;
  return context::collect(here, settings);
}

bool is_of_suite(const baseline::RunRecord& run, const std::string& suite) {
  return suite.empty() || run.series.compare(0, suite.size() + 1, suite + "/") == 0;
}

}  // namespace

void add_runs_options(CLI::App& verb, RunsOptions& options) {
  verb.add_option("--runs", options.runs, "Look at so many of the newest runs of a series")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10000}))
      ->capture_default_str();
  verb.add_option("--platform", options.platform, "Only runs of this platform")->type_name("TEXT");
  verb.add_flag("--offline", options.offline, "Read this machine's sessions instead of MLflow");
}

Result<RunHistories> RunHistories::open(const RunsOptions& options, const CommonOptions& common) {
  RunHistories histories;
  histories.options_ = options;
  histories.common_ = common;
  histories.directory_ = project_directory(".");
  const auto settings = load_settings(".", common);
  if (!settings) {
    return settings.error();
  }
  histories.suite_ = settings->text("suite");
  histories.branch_ = settings->text("branch");
  histories.metrics_ = settings->metrics();
  histories.here_ = context_here(histories.directory_, *settings);
  auto store =
      open_run_store(*settings, {histories.directory_, histories.here_.project, options.offline});
  if (!store) {
    return store.error();
  }
  histories.store_ = *std::move(store);
  if (histories.store_.is_offline && !options.offline && !common.quiet && !common.json) {
    complain("no MLflow server is configured or runs here; reading this machine's sessions");
  }
  return histories;
}

Result<std::unique_ptr<baseline::RunHistory>> RunHistories::load(
    const baseline::RunFilter& filter) {
  auto history = std::make_unique<baseline::RunHistory>();
  if (const auto loaded = store_.source->load(filter, *history); !loaded) {
    return loaded.error();
  }
  auto& runs = history->runs;
  baseline::declare_by_rules(metrics_, history->texts, runs);
  runs.erase(std::remove_if(runs.begin(), runs.end(),
                            [&](const auto& run) { return !is_of_suite(run, suite_); }),
             runs.end());
  const auto& branch = runs.empty() ? branch_ : runs.front().branch;
  baseline::put_in_order(runs, branch.empty() ? baseline::CommitPositions()
                                              : context::commit_positions(directory_, branch));
  return history;
}

Result<std::unique_ptr<baseline::RunHistory>> RunHistories::newest(
    const baseline::RunFilter& filter) {
  auto history = load(filter);
  if (history && (*history)->runs.empty()) {
    return Error{ErrorCode::not_found,
                 fmt::format("find runs{}{}{} in {}: there are none that have ended; 'testtracker "
                             "run', 'ctest' and 'import' make them",
                             suite_.empty() ? "" : " of the suite " + suite_,
                             filter.branch.empty() ? "" : " of the branch " + filter.branch,
                             filter.platform.empty() ? "" : " of the platform " + filter.platform,
                             store_.place)};
  }
  return history;
}

Result<std::vector<std::unique_ptr<baseline::RunHistory>>> RunHistories::by_series() {
  baseline::RunFilter filter;
  filter.branch = branch_;
  filter.platform = options_.platform;
  filter.most_runs = options_.runs;
  auto all = newest(filter);
  if (!all) {
    return all.error();
  }
  std::vector<std::string> names;
  for (auto run = (*all)->runs.rbegin(); run != (*all)->runs.rend(); ++run) {
    if (std::find(names.begin(), names.end(), run->series) == names.end()) {
      names.push_back(run->series);
    }
  }
  std::vector<std::unique_ptr<baseline::RunHistory>> histories;
  if (names.size() == 1) {
    histories.push_back(*std::move(all));
    return histories;
  }
  for (std::size_t i = 0; i < std::min(names.size(), k_most_series); ++i) {
    filter.series = names[i];
    auto one = newest(filter);
    if (!one) {
      return one.error();
    }
    histories.push_back(*std::move(one));
  }
  if (names.size() > k_most_series) {
    histories.back()->notices.push_back(
        fmt::format("{} more series are not shown; choose by --suite, --branch or --platform",
                    names.size() - k_most_series));
  }
  return histories;
}

Result<history::Reference> RunHistories::reference(const std::string& name,
                                                   baseline::RunHistory& history) {
  const auto& last = history.runs.back();
  const ReferencePlace place{directory_, baseline::suite_of(last), last.platform};
  const std::size_t own = history.runs.size();
  const auto found = load_reference(name, place, store_, common_, history);
  baseline::declare_by_rules(metrics_, history.texts, history.runs);
  const auto first = history.runs.begin() + static_cast<std::ptrdiff_t>(own);
  history::Reference reference;
  if (found) {
    reference.run = std::move(*std::find_if(first, history.runs.end(),
                                            [&](const auto& run) { return run.id == found->id; }));
  }
  history.runs.erase(first, history.runs.end());
  if (!found) {
    return found.error();
  }
  if (baseline::suite_of(reference.run) != place.suite ||
      reference.run.platform != place.platform) {
    return Error{ErrorCode::not_found,
                 fmt::format("compare with the reference '{}': it is a run of {}, not of the suite "
                             "{} on {}",
                             name, reference.run.series, place.suite, place.platform)};
  }
  const auto& run = reference.run;
  reference.label = !found->label.empty() ? found->label : run.name.empty() ? run.id : run.name;
  return reference;
}

Result<void> RunHistories::add_run(const std::string& id, baseline::RunHistory& history) {
  auto loaded = store_.source->load_run(id, history);
  baseline::declare_by_rules(metrics_, history.texts, history.runs);
  return loaded;
}

Result<int> nothing_to_judge(const Error& error) {
  if (error.code != ErrorCode::not_found) {
    return error;
  }
  complain(error.message);
  return exit_codes::k_not_delivered;
}

}  // namespace testtracker::cli
