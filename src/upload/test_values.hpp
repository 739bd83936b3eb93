#pragma once

// The params and metrics of single tests and of the whole session. Specified in
// docs/mlflow_mapping.md, "Summary metrics" and "Per test". Pure; the same journals give the same
// values, live or later, so that sending them twice makes nothing twice.

#include "mlflow/messages.hpp"
#include "session/session_result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::upload {

constexpr std::size_t k_max_param_bytes = 6000;

/// Requires: the session is over.
[[nodiscard]] std::vector<mlflow::Metric> summary_metrics(const session::SessionResult& result,
                                                          std::int64_t ordinal);

/// `<key>_dur_ms` of the attempt that ended first: the only one that no later attempt can change.
/// Nothing for a test that was not executed or still runs.
[[nodiscard]] std::optional<mlflow::Metric> duration_metric(const session::TestResult& test,
                                                            const std::string& key,
                                                            std::int64_t ordinal);

/// What the test reported in the attempt that ended first; of several values of a name the last.
[[nodiscard]] std::vector<mlflow::Metric> reported_metrics(const session::TestResult& test,
                                                           const std::string& key,
                                                           std::int64_t ordinal);

/// What was reported outside of any test. Requires: the session is over.
[[nodiscard]] std::vector<mlflow::Metric> reported_metrics(const session::SessionResult& result,
                                                           std::int64_t ordinal);

/// The status word, then `: ` and one line of why. Requires: the test has ended.
[[nodiscard]] mlflow::Param status_param(const session::TestResult& test, const std::string& key);

/// Everything that went wrong; nothing for a test that ended well.
[[nodiscard]] std::optional<mlflow::Param> exception_param(const session::TestResult& test,
                                                           const std::string& key);

/// What was reported by `param`; `prefix` is the test's key, empty for those of no test.
[[nodiscard]] std::vector<mlflow::Param> reported_params(const std::vector<session::Param>& params,
                                                         const std::string& prefix);

}  // namespace testtracker::upload
