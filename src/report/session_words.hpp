#pragma once

// What all reports say of a session as a whole, in the same words.

#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <string>
#include <vector>

namespace testtracker::report {

/// One sentence: `2 of 312 tests failed`, `All 312 tests passed`, `312 tests passed, 4 were not
/// executed`, `Interrupted after 40 of 312 tests`, `Running: 40 of 312 tests done, 2 failed`.
[[nodiscard]] std::string headline(const session::SessionResult& result);

/// What makes the result doubtful, a sentence each: records that were lost, damaged journals,
/// programs without a journal that can be read, failures that the program's exit code excuses.
/// Usually empty.
[[nodiscard]] std::vector<std::string> doubts(const session::SessionResult& result);

/// `#30 f3eb639a`: what MLflow calls the run. Empty when neither number nor commit is known.
[[nodiscard]] std::string run_name(const context::RunContext& context);

/// The suite, else the project, else the first program, else the session's id.
[[nodiscard]] std::string subject(const session::SessionResult& result,
                                  const context::RunContext& context);

/// `1 test`, `2 tests`.
[[nodiscard]] std::string counted(std::uint64_t count, const std::string& noun);

/// `1054 tests, 2 failed, 3 flaky in 1046 entries of ctest`, `no tests were recorded`.
[[nodiscard]] std::string counts_line(const session::SessionResult& result);

}  // namespace testtracker::report
