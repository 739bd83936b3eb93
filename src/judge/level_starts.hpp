#pragma once

// Levels that the project accepted, laid beside the runs of one gate: from which run on does a
// number's level hold? Made before a judgement, read by judge_numbers. docs/gate.md, "Accepted
// levels".

#include "baseline/level_start.hpp"
#include "baseline/run_record.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace testtracker::judge {

struct GateInput;

struct LevelStart {
  std::string commit;  ///< that was accepted, as the file has it
  /// Position in GateInput::baseline of the first run at this level; all before it are none to
  /// compare with. The baseline's size when only the judged run is.
  std::size_t first = 0;
  bool is_known = true;  ///< else nobody knows where it begins: `first` is 0
  bool is_reference_older = false;
};

/// By key of the test or metric; of several lines for one key the latest level.
using LevelStarts = std::unordered_map<std::string, LevelStart>;

/// Of those levels whose keys the judged run has. Requires: the baseline is in order.
[[nodiscard]] LevelStarts level_starts(const GateInput& input,
                                       const std::vector<baseline::AcceptedLevel>& accepted,
                                       const baseline::CommitFacts& facts);

}  // namespace testtracker::judge
