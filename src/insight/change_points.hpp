#pragma once

// Where the level of a series changed: E-divisive with a split and a merge pass, as published in
// "Hunter: Using Change Point Detection to Hunt for Performance Regressions" (Fleming and others,
// https://doi.org/10.1145/3578244.3583719) and as Apache Otava 0.8 computes it. The same series
// gives the same points as Otava, without chance: tests/insight compares thousands.
// These points are candidates; change_gates.hpp decides which of them a person hears about.
// docs/insight.md has the error rates of both.

#include <cstddef>
#include <vector>

namespace testtracker::insight {

/// A level change between values[index - 1] and values[index].
struct ChangePoint {
  std::size_t index = 0;  ///< first value of the new level, >= 1
  double p_value = 1;  ///< Student's t between the levels beside it; not corrected for the search
  double mean_before = 0;  ///< over the values back to the previous point
  double mean_after = 0;   ///< over the values up to the next point

  /// The larger of the relative changes read forwards and backwards; 0 beside a mean of 0.
  [[nodiscard]] double magnitude() const noexcept;
};

struct ChangePointOptions {
  std::size_t window = 50;    ///< values looked at together; windows overlap by half. At least 2
  double max_p_value = 1e-3;  ///< points with this p or more are merged away
  double min_magnitude = 0;   ///< points with this relative change or less are merged away
};

/// The change points of `values` (oldest first, all finite), in rising order. Fewer than 3 values
/// and constant series have none. Deterministic.
[[nodiscard]] std::vector<ChangePoint> find_change_points(const std::vector<double>& values,
                                                          const ChangePointOptions& options = {});

}  // namespace testtracker::insight
