#pragma once

// Slow change: many small losses that no single commit shows. Mann-Kendall says that there is a
// trend, Theil-Sen how steep it is, and a step that fits better takes precedence. Used by the
// history of a series; a drift is reported as a range of runs, never as a commit.

#include <cstddef>
#include <optional>
#include <vector>

namespace testtracker::insight {

struct Drift {
  double slope = 0;      ///< unit of the value per run
  double total = 0;      ///< slope over all looked-at runs
  double p_value = 1;    ///< of Mann-Kendall, two-sided
  std::size_t runs = 0;  ///< how many of the last runs were looked at
  double distances = 0;  ///< sum of their distances from the line
};

struct DriftOptions {
  std::size_t most_runs = 30;
  std::size_t least_runs = 10;
  double max_p_value = 0.001;
  double min_relative = 0.03;  ///< of the median
  double min_residuals = 3;    ///< medians of the distance from the line
};

/// The drift over the last runs of `values` (oldest first, finite), or nothing: too few runs, no
/// trend beyond the noise, or a single step explains the runs better than a line.
[[nodiscard]] std::optional<Drift> find_drift(const std::vector<double>& values,
                                              const DriftOptions& options = {});

}  // namespace testtracker::insight
