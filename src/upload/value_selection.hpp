#pragma once

// Which params and metrics a run gets: all of them up to some number of tests, beyond it a bounded
// choice that is stable from run to run. Specified in docs/mlflow_mapping.md, "Size". Pure.

#include "mlflow/messages.hpp"
#include "session/session_result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace testtracker::upload {

struct SelectionOptions {
  std::uint64_t full_tests = 200;  ///< up to so many tests everything is written
  std::size_t max_keys = 500;      ///< with more tests, so many params and metrics together
  std::chrono::milliseconds slow{1000};
  std::vector<std::string> watch;  ///< test keys that keep their duration; `*` and `?` as in shells
};

/// A session as the selection sees it. References must outlive the call.
struct SelectionInput {
  const session::SessionResult& result;
  const std::vector<std::string>& keys;  ///< one per test
  std::int64_t ordinal = 1;
  /// Keys of metrics that the previous run of the series had: once watched, always watched.
  const std::set<std::string>& previous_metrics;
  /// Keys of metrics that this run has already; they count, and are not chosen again.
  const std::set<std::string>& sent_metrics;
};

struct SelectedValues {
  std::vector<mlflow::Metric> metrics;  ///< the summary first
  std::vector<mlflow::Param> params;
  std::size_t left_out_metrics = 0;
  std::size_t left_out_params = 0;
};

/// True when the session has too many tests for all of their values.
[[nodiscard]] bool is_reduced(const session::SessionResult& result,
                              const SelectionOptions& options);

/// Metrics that are final while the session still runs: of tests that have ended. No summary.
[[nodiscard]] std::vector<mlflow::Metric> live_metrics(const SelectionInput& input,
                                                       const SelectionOptions& options);

/// All that shall be in the run in the end, without what is there already. Requires: the session
/// is over.
[[nodiscard]] SelectedValues final_values(const SelectionInput& input,
                                          const SelectionOptions& options);

}  // namespace testtracker::upload
