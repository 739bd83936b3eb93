#pragma once

// The order in which reports show tests: what people look for comes first.

#include "session/session_result.hpp"

#include <cstddef>
#include <vector>

namespace testtracker::report {

/// What a test is shown as; lists are ordered by it.
enum class Standing {
  bad,      ///< turned the session red
  flaky,    ///< ended well, not in every attempt
  running,  ///< has not ended yet
  other,
  nested,  ///< of a nested program: never mixed with those that count
};

[[nodiscard]] Standing standing_of(const session::TestResult& test);

/// Indexes into `tests` without entries of ctest that have cases, which stand for them: by
/// standing, within it by program, suite and name.
[[nodiscard]] std::vector<std::size_t> display_order(const std::vector<session::TestResult>& tests);

/// Indexes of the slowest executed tests that are not nested, slowest first; at most `count`.
[[nodiscard]] std::vector<std::size_t> slowest_tests(const std::vector<session::TestResult>& tests,
                                                     std::size_t count);

}  // namespace testtracker::report
