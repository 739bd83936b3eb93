#pragma once

// With which run does an accepted level begin? The commit that was accepted need not have a run: CI
// may have tested a later one, or the pull request was squashed and its commits are on no branch.
// Used by gate and history; what git knows comes from the caller. docs/history.md, "Accepting".

#include "baseline/accepted_levels.hpp"
#include "baseline/run_record.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::baseline {

/// What git knows. Either may be empty: then nothing is known.
struct CommitFacts {
  /// True when `commit` is `ancestor` or comes after it; nothing when one of them is unknown.
  std::function<std::optional<bool>(const std::string& commit, const std::string& ancestor)>
      contains;
  /// The commit that brought this level's line into the file; empty = unknown, or not committed.
  std::function<std::string(const AcceptedLevel& level)> written_in;
};

/// Index of the first of `runs` (oldest first) that is at this level: of the accepted commit or,
/// as far as git knows, after it; else after the commit that accepted it. Nothing when no run is,
/// or nobody knows.
[[nodiscard]] std::optional<std::size_t> find_level_start(const AcceptedLevel& level,
                                                          const std::vector<const RunRecord*>& runs,
                                                          const CommitFacts& facts);

/// The same question for one run.
[[nodiscard]] bool is_at_level(const AcceptedLevel& level, const RunRecord& run,
                               const CommitFacts& facts);

}  // namespace testtracker::baseline
