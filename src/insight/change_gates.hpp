#pragma once

// Which candidates of change_points.hpp a person hears about. A search over all splits finds
// "significant" points in noise; each of these gates asks for an effect instead, in words that a
// developer would use. Used by the history of a series. docs/insight.md has the error rates.

#include "insight/change_points.hpp"

#include <cstddef>
#include <vector>

namespace testtracker::insight {

/// A level change that passed every gate.
struct LevelChange {
  std::size_t index = 0;        ///< first value of the new level
  double before = 0;            ///< median of the level before
  double after = 0;             ///< median of the level after
  std::size_t runs_before = 0;  ///< values of the level before
  std::size_t runs_after = 0;   ///< values of the level after
  double superiority = 0.5;     ///< P(a value on the higher level is above one on the lower)
  bool is_certain = false;      ///< enough runs on both sides to name the commit
  bool both_agree = false;      ///< said by level_history.hpp: both detectors found it
};

struct ChangeGates {
  std::size_t min_runs = 3;      ///< on each side
  std::size_t certain_runs = 5;  ///< on each side, for is_certain
  double min_relative = 0.05;    ///< of the level before; 0.02 suits metrics
  double min_residuals = 3;      ///< medians of the distance from the own level
  double min_superiority = 0.85;
  double max_rank_p_value = 0.01;  ///< asked where the exact test can reach it: 3 + 9 runs and more
  /// A straight line through both levels leaves so much of the distances that the levels leave:
  /// less, and the values rise or fall slowly.
  double min_line_share = 0.75;
  double max_autocorrelation = 0.3;  ///< of neighbouring residuals; above it the next two rule
  double correlated_min_residuals = 4;
  double correlated_min_superiority = 0.90;
};

/// The `candidates` of `values` that pass. The weakest point that does not is removed first, then
/// its neighbours are looked at again with the longer levels they have now.
[[nodiscard]] std::vector<LevelChange> keep_real_changes(const std::vector<double>& values,
                                                         const std::vector<ChangePoint>& candidates,
                                                         const ChangeGates& gates = {});
/// The same for candidates of any detector: first values of new levels, in rising order.
[[nodiscard]] std::vector<LevelChange> keep_real_steps(const std::vector<double>& values,
                                                       std::vector<std::size_t> indices,
                                                       const ChangeGates& gates = {});

/// How alike neighbouring residuals are, -1 to 1, when each level lies between two of `indices`; 0
/// for constant levels.
[[nodiscard]] double residual_autocorrelation(const std::vector<double>& values,
                                              const std::vector<std::size_t>& indices);

}  // namespace testtracker::insight
