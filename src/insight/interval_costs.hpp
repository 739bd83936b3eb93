#pragma once

// How far the values of an interval lie from its median, together: what one level costs in the fit
// of potts_levels. Short intervals are computed once, with the median moved along.

#include <cstddef>
#include <vector>

namespace testtracker::insight {

class IntervalCosts {
 public:
  /// Knows all intervals of `values` up to `longest` >= 1 values at once: 8 bytes for each.
  /// `values` must outlive this.
  IntervalCosts(const std::vector<double>& values, std::size_t longest);

  /// Sum of the distances from the median over [begin, end). Requires: begin < end.
  [[nodiscard]] double of(std::size_t begin, std::size_t end) const {
    return end - begin <= longest_ ? costs_[(end - 1) * longest_ + (end - begin - 1)]
                                   : long_cost(begin, end);
  }

  [[nodiscard]] std::size_t longest() const noexcept { return longest_; }

 private:
  [[nodiscard]] double long_cost(std::size_t begin, std::size_t end) const;

  const std::vector<double>& values_;
  std::size_t longest_;
  std::vector<double> costs_;  // [(end - 1) * longest_ + length - 1]: asked end by end
};

}  // namespace testtracker::insight
