#pragma once

// Did a series rise slowly, or in steps? A slow rise can always be cut into levels; what fits the
// runs better is told. Used by the history of a series.

#include "insight/change_gates.hpp"
#include "insight/drift.hpp"

#include <optional>
#include <vector>

namespace testtracker::insight {

/// The drift at the end of `values` (oldest first, finite), whose level changes are `changes`: over
/// the last 100 runs, when a line leaves smaller distances there than the levels do; else over the
/// last 30; else within the last level alone. Takes those of `changes` away that the drift
/// explains.
[[nodiscard]] std::optional<Drift> find_drift_beside(const std::vector<double>& values,
                                                     std::vector<LevelChange>& changes);

}  // namespace testtracker::insight
