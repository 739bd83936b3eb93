#pragma once

// The sections of report.html that need no scripts. Each returns HTML, or nothing when it would be
// empty.

#include "session/session_result.hpp"

#include <string>

namespace testtracker::report {

/// The tests that turned the session red, with their texts: the first 50 in full, up to 1,000 more
/// in a line each.
[[nodiscard]] std::string failures_section(const session::SessionResult& result);

/// The tests of which some attempts failed and which ended well.
[[nodiscard]] std::string flaky_section(const session::SessionResult& result);

/// Entries of ctest, bad ones first, with the number of their cases; at most 5,000. Empty when the
/// session has none.
[[nodiscard]] std::string entries_section(const session::SessionResult& result);

/// The 15 slowest tests as bars.
[[nodiscard]] std::string slowest_section(const session::SessionResult& result);

/// What was reported outside of any test: metrics, params, notes.
[[nodiscard]] std::string reported_section(const session::SessionResult& result);

/// The test programs, nested ones apart; at most 500 of each.
[[nodiscard]] std::string programs_section(const session::SessionResult& result);

}  // namespace testtracker::report
