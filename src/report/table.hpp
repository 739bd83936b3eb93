#pragma once

// tests.json: all tests as the table that MLflow shows beside a run and compares between runs
// (by its first two columns). Specified in docs/mlflow_mapping.md.

#include "session/session_result.hpp"

#include <string>
#include <vector>

namespace testtracker::report {

/// `{"columns":["test","status","dur_ms","message","file"],"data":[…]}`: bad tests first, then
/// flaky ones, then the others, then nested ones. `test` is the key; `dur_ms` is null for a test
/// that was not executed. Always valid UTF-8. Requires: one key per test, same order.
[[nodiscard]] std::string tests_table(const session::SessionResult& result,
                                      const std::vector<std::string>& keys);

}  // namespace testtracker::report
