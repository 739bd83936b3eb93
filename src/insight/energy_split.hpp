#pragma once

// The best place to cut an interval in two by the energy statistic of Matteson and James
// (https://doi.org/10.48550/arXiv.1306.4933) with exponent 1. Used by change_points alone.

#include <cstddef>
#include <vector>

namespace testtracker::insight {

/// A cut before values[index] and how strong it is.
struct Cut {
  std::size_t index;
  double strength;
};

/// Answers for one window of a series; distances are computed once for all intervals in it.
class EnergySplit {
 public:
  /// Looks at values[first, last). Requires: last - first >= 2.
  EnergySplit(const std::vector<double>& values, std::size_t first, std::size_t last);

  /// The strongest cut of the interval [begin, end), counted from the window's start, the right
  /// part of which may end before `end`. Requires: end - begin >= 2.
  [[nodiscard]] Cut best_cut(std::size_t begin, std::size_t end) const;

 private:
  [[nodiscard]] double forward_sum(std::size_t row, std::size_t column) const {
    return forward_sums_[row * (size_ - 1) + column];
  }
  [[nodiscard]] std::vector<double> backward_sums_within(std::size_t begin, std::size_t end) const;

  std::vector<double> values_;
  std::size_t size_;
  /// [i][j] = sum of |v[i] - v[k]| for k in (i, j + 1].
  std::vector<double> forward_sums_;
  /// [i] = sum of |v[k] - v[i + 1]| for k in [0, i].
  std::vector<double> backward_sums_;
};

}  // namespace testtracker::insight
