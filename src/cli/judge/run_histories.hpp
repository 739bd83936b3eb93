#pragma once

// Loads the runs that history, flaky and compare look at: from MLflow, or from this machine's spool
// when there is no server or `--offline` asks for it.

#include "baseline/run_record.hpp"
#include "baseline/run_source.hpp"
#include "cli/common_options.hpp"
#include "cli/judge/run_store.hpp"
#include "context/run_context.hpp"
#include "history/reference_level.hpp"
#include "settings/metric_rules.hpp"

#include <testtracker/result.hpp>

#include <CLI/App.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

/// Which runs.
struct RunsOptions {
  std::size_t runs = 100;  ///< the newest of each series
  std::string platform;    ///< only of this one; empty = of all, each by itself
  bool offline = false;    ///< this machine's sessions, no server
};

/// Adds --runs, --platform and --offline. `options` must outlive `verb`.
void add_runs_options(CLI::App& verb, RunsOptions& options);

/// Where runs come from, and what is known of the place in which the command was typed.
class RunHistories {
 public:
  /// Errors: settings, the choice of a server; without any server the spool is taken.
  static Result<RunHistories> open(const RunsOptions& options, const CommonOptions& common);

  /// The newest runs, of all series together, in order. Errors: as RunSource; `not_found` when
  /// there is no run.
  Result<std::unique_ptr<baseline::RunHistory>> newest(const baseline::RunFilter& filter);
  /// One history per series, that with the newest run first. Errors: as above.
  Result<std::vector<std::unique_ptr<baseline::RunHistory>>> by_series();
  /// The run that `name` means beside the runs of `history`, which stay as they are. Errors: as
  /// load_reference, and `not_found` for a run of another suite or platform.
  Result<history::Reference> reference(const std::string& name, baseline::RunHistory& history);
  /// Adds a run by its id; errors as RunSource.
  Result<void> add_run(const std::string& id, baseline::RunHistory& history);

  [[nodiscard]] const context::RunContext& here() const noexcept { return here_; }
  /// Of the project; what is accepted lies in it.
  [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

 private:
  RunHistories() = default;
  Result<std::unique_ptr<baseline::RunHistory>> load(const baseline::RunFilter& filter);

  RunsOptions options_;
  CommonOptions common_;
  std::string suite_;                          ///< asked for; empty = any
  std::string branch_;                         ///< likewise
  std::vector<settings::MetricRule> metrics_;  ///< of the project
  std::string directory_;
  context::RunContext here_;
  RunStore store_;
};

/// What a verb returns when there is nothing to judge: runs that are not there are told on stderr
/// and end with code 3, as a server that is away does. Other errors stay errors.
Result<int> nothing_to_judge(const Error& error);

}  // namespace testtracker::cli
