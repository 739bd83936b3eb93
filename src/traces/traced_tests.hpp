#pragma once

// Which tests of a session get a trace: those that ended badly or are flaky, and those whose
// verdict or duration differs from the previous run of the series. Specified in
// docs/mlflow_mapping.md, "Traces". Pure.

#include "baseline/run_record.hpp"
#include "history/comparison.hpp"
#include "session/session_result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::traces {

struct TracedTest {
  std::size_t test = 0;  ///< index into SessionResult::tests
  std::string change;    ///< `new failure`, `slower` …; empty when nothing is known of before
  std::string why;       ///< `12.3 ms, before 5.01 ms`; may be empty
};

struct TracedTests {
  std::vector<TracedTest> tests;  ///< the worst first
  std::size_t left_out = 0;       ///< for which there was no room
};

/// At most `max_tests`. `comparison` is between the previous run and this session, over `texts`;
/// null when there is no such run. Requires: one key per test; the session is over.
[[nodiscard]] TracedTests traced_tests(const session::SessionResult& result,
                                       const std::vector<std::string>& keys,
                                       const history::Comparison* comparison,
                                       const baseline::Texts& texts, std::size_t max_tests);

}  // namespace testtracker::traces
