#include "insight/energy_split.hpp"

#include <cmath>

// Sums run in the order in which Otava's arrays are summed, and the coefficients are formed as
// there: of two cuts that are equally strong on paper, rounding picks the same one.

namespace testtracker::insight {

EnergySplit::EnergySplit(const std::vector<double>& values, std::size_t first, std::size_t last)
    : values_(values.begin() + static_cast<std::ptrdiff_t>(first),
              values.begin() + static_cast<std::ptrdiff_t>(last)),
      size_(last - first),
      forward_sums_((size_ - 1) * (size_ - 1), 0.0),
      backward_sums_(size_ - 1, 0.0) {
  for (std::size_t row = 0; row + 1 < size_; ++row) {
    double sum = 0;
    for (std::size_t column = row; column + 1 < size_; ++column) {
      const double distance = std::fabs(values_[row] - values_[column + 1]);
      sum += distance;
      forward_sums_[row * (size_ - 1) + column] = sum;
      backward_sums_[column] += distance;
    }
  }
}

/// For each place of the interval: the distances within the values before it, summed up to there.
std::vector<double> EnergySplit::backward_sums_within(std::size_t begin, std::size_t end) const {
  std::vector<double> sums(end - begin - 1);
  double total = 0;
  for (std::size_t place = begin; place + 1 < end; ++place) {
    double outside = 0;
    for (std::size_t row = 0; row < begin; ++row) {
      outside += std::fabs(values_[row] - values_[place + 1]);
    }
    total += backward_sums_[place] - outside;
    sums[place - begin] = total;
  }
  return sums;
}

Cut EnergySplit::best_cut(std::size_t begin, std::size_t end) const {
  const std::size_t count = end - begin - 1;
  const std::vector<double> left_within = backward_sums_within(begin, end);
  // Columns are right ends. below[i][j]: distances within the right part of a cut after row i.
  std::vector<double> below(count * count, 0.0);
  for (std::size_t row = count - 1; row-- > 0;) {
    for (std::size_t column = row + 1; column < count; ++column) {
      below[row * count + column] =
          below[(row + 1) * count + column] + forward_sum(begin + row + 1, begin + column);
    }
  }

  Cut best{begin + 1, -INFINITY};
  std::vector<double> across(count, 0.0);
  for (std::size_t row = 0; row < count; ++row) {
    // Otava's matrix holds 0 where the right part would be empty, and its maximum sees that.
    if (row > 0 && best.strength < 0) {
      best = {begin + row + 1, 0};
    }
    const auto left = static_cast<double>(row + 1);
    const double within = row == 0 ? 0 : left_within[row - 1];
    for (std::size_t column = 0; column < count; ++column) {
      across[column] += column < row ? 0 : forward_sum(begin + row, begin + column);
      if (column < row) {
        continue;
      }
      const auto all = static_cast<double>(column + 2);
      const double a = 2 / all * (across[column] - within);
      const double b = row == 0 ? 0 : 2 * (all - left) / (all * (left - 1)) * within;
      const double c =
          column == row ? 0 : 2 * left / (all * (all - left - 1)) * below[row * count + column];
      const double strength = a - b - c;
      if (strength > best.strength) {
        best = {begin + row + 1, strength};
      }
    }
  }
  return best;
}

}  // namespace testtracker::insight
