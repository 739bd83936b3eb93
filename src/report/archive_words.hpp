#pragma once

// The words of docs/session_archive.md that writer and reader share; statuses, phases and kinds of
// failures are spelled as in the journal.

#include <array>
#include <string_view>

namespace testtracker::report {

inline constexpr std::string_view k_archive_format = "testtracker-session";
inline constexpr std::string_view k_archive_version = "1.1";
inline constexpr int k_archive_major_version = 1;

/// In the order of session::Verdict.
inline constexpr std::array<std::string_view, 4> k_verdicts = {"running", "passed", "failed",
                                                               "interrupted"};
/// In the order of session::ProcessState.
inline constexpr std::array<std::string_view, 3> k_process_states = {"running", "ended", "died"};

}  // namespace testtracker::report
