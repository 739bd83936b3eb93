#pragma once

// Where the level of a series changed, by both detectors: what a person is told. The cuts of
// change_points.hpp that pass the gates, and the levels of potts_levels.hpp, which hardly ever sees
// what is not there and so needs fewer gates. Used by the history of a series; docs/insight.md has
// the error rates and the scores on series that people labelled.

#include "insight/change_gates.hpp"

#include <vector>

namespace testtracker::insight {

enum class Detector {
  both,         ///< what one of them finds; certain where both do
  split_merge,  ///< change_points.hpp behind all gates
  potts,        ///< potts_levels.hpp behind all gates
};

/// The level changes of `values` (oldest first, all finite), in rising order. `gates` are those of
/// the split and merge search.
[[nodiscard]] std::vector<LevelChange> find_level_changes(const std::vector<double>& values,
                                                          Detector detector = Detector::both,
                                                          const ChangeGates& gates = {});

}  // namespace testtracker::insight
