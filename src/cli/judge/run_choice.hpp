#pragma once

// Finds the run that somebody means by a word: its id, `#30`, a commit, a branch, `last-green`.
// Used by compare. Pure.

#include "baseline/run_record.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace testtracker::cli {

inline constexpr const char* k_last_green = "last-green";

/// Index of the newest run of `history` that `word` means, the id of a run or session first, then
/// `#<build>`, the beginning of a commit (7 digits and more), a branch. Requires: runs in order.
[[nodiscard]] std::optional<std::size_t> find_run(const baseline::RunHistory& history,
                                                  const std::string& word);

/// The newest run before `head` and of its series in which no test ended badly.
[[nodiscard]] std::optional<std::size_t> find_last_green(const baseline::RunHistory& history,
                                                         std::size_t head);

}  // namespace testtracker::cli
