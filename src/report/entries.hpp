#pragma once

// Entries of ctest with what a listener recorded in them: the cases beneath an entry.

#include "session/session_result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::report {

/// An entry, and its cases counted. It points into the session's result.
struct EntryWithCases {
  const session::TestResult* entry = nullptr;
  std::uint64_t cases = 0, bad_cases = 0;
};

/// All entries, nested ones too: those that turned the session red first, then flaky ones, then the
/// others, each in the order of their names. Empty when the session is not one of `testtracker
/// ctest`.
[[nodiscard]] std::vector<EntryWithCases> entries_with_cases(const session::SessionResult& result);

/// ctest's own numbers: `3 of 45 entries of ctest failed, 1 timed out`. Empty without entries.
[[nodiscard]] std::string entries_line(const session::SessionResult& result);

}  // namespace testtracker::report
