#pragma once

// A test's verdict over its attempts.

#include "session/session_result.hpp"

namespace testtracker::session {

/// Puts the attempts in order and sets status, flaky, finished, duration, message and
/// exception_text. Requires: at least one attempt.
void decide(TestResult& test);

/// Adds a decided, finished test to `counts`.
void count(Counts& counts, const TestResult& test);

}  // namespace testtracker::session
