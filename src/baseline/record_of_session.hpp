#pragma once

// Turns a session's results into a record.

#include "baseline/run_record.hpp"
#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <string>
#include <vector>

namespace testtracker::baseline {

/// Facts and tests; nested programs, and entries of ctest whose cases stand for them, are left out.
[[nodiscard]] RunRecord record_of_session(const session::SessionResult& result,
                                          const context::RunContext& context, Texts& texts);

/// Adds what only a test program knows (compiler, build type) and the platform that follows from
/// it, as an uploader does; nothing when they are known.
void complete_context(const session::SessionResult& result, context::RunContext& context);

/// Only tests and metrics, for a run whose facts are known from elsewhere. Requires: one key per
/// test, as upload::assign_test_keys makes them.
void add_results(const session::SessionResult& result, const std::vector<std::string>& keys,
                 Texts& texts, RunRecord& run);

}  // namespace testtracker::baseline
