#pragma once

// In which order runs happened, as far as the code is concerned. Clocks of several machines
// disagree, a rerun of an old commit is late, and a rebase moves commits.

#include "baseline/run_record.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace testtracker::baseline {

/// Commit → position in the branch's history, the oldest has the smallest.
using CommitPositions = std::unordered_map<std::string, std::size_t>;

/// Oldest first: by build ordinal when all runs have one, else by start. Then those runs whose
/// commits git knows change places among themselves, until they are in git's order; a commit that
/// git does not know (rebased away, not fetched) keeps its place. Runs of one commit stay as they
/// were. Each session once: of two deliveries of it the later one stays.
void put_in_order(std::vector<RunRecord>& runs, const CommitPositions& positions);

}  // namespace testtracker::baseline
