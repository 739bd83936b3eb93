#include "insight/interval_costs.hpp"

#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace testtracker::insight {
namespace {

/// The values of one interval in the order of their size, from which the newest is taken again and
/// again. The middle moves by one neighbour at most, so each step takes constant time.
class ShrinkingInterval {
 public:
  /// `order`: places of all values, sorted by value.
  ShrinkingInterval(const std::vector<double>& values, const std::vector<std::size_t>& order)
      : values_(values), order_(order), rank_(values.size()), links_(values.size()) {
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      rank_[order[rank]] = rank;
    }
  }

  /// Takes [begin, end). Requires: not empty.
  void begin_with(std::size_t begin, std::size_t end) {
    const std::size_t middle = (end - begin - 1) / 2;
    std::size_t before = k_none;
    count_ = 0;
    for (const std::size_t place : order_) {
      if (place < begin || place >= end) {
        continue;
      }
      links_[place] = {before, k_none};
      if (before != k_none) {
        links_[before].next = place;
      }
      low_ = count_ == middle ? place : low_;
      before = place;
      ++count_;
    }
  }

  /// Sum of the distances from the median.
  [[nodiscard]] double cost() const {
    double sum = 0;
    std::size_t place = low_;
    while (links_[place].previous != k_none) {
      place = links_[place].previous;
    }
    for (; place != k_none; place = links_[place].next) {
      sum += std::fabs(values_[place] - values_[low_]);
    }
    return sum;
  }

  /// Takes the value at `place` away; how much less the rest costs. Requires: not the last one.
  double remove(std::size_t place) {
    const bool was_odd = count_ % 2 == 1;
    if (was_odd && rank_[place] >= rank_[low_]) {
      low_ = links_[low_].previous;
    } else if (!was_odd && rank_[place] <= rank_[low_]) {
      low_ = links_[low_].next;
    }
    const auto [previous, next] = links_[place];
    if (previous != k_none) {
      links_[previous].next = next;
    }
    if (next != k_none) {
      links_[next].previous = previous;
    }
    --count_;
    // Every point between the two middle values costs the same; the one nearest to the removed
    // value was a median with it, too.
    const std::size_t high = was_odd ? links_[low_].next : low_;
    return std::fabs(values_[place] - std::clamp(values_[place], values_[low_], values_[high]));
  }

 private:
  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);
  struct Link {
    std::size_t previous = k_none;
    std::size_t next = k_none;
  };

  const std::vector<double>& values_;
  const std::vector<std::size_t>& order_;
  std::vector<std::size_t> rank_;
  std::vector<Link> links_;
  std::size_t low_ = 0;  ///< the median, or the lower one of two
  std::size_t count_ = 0;
};

}  // namespace

IntervalCosts::IntervalCosts(const std::vector<double>& values, std::size_t longest)
    : values_(values), longest_(longest), costs_(values.size() * longest) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t one, std::size_t other) { return values[one] < values[other]; });
  ShrinkingInterval interval(values, order);
  for (std::size_t begin = 0; begin < values.size(); ++begin) {
    std::size_t end = std::min(values.size(), begin + longest);
    interval.begin_with(begin, end);
    for (double cost = interval.cost(); end > begin + 1; --end) {
      costs_[(end - 1) * longest + (end - begin - 1)] = cost;
      cost -= interval.remove(end - 1);
      cost = end == begin + 2 ? 0 : std::max(cost, 0.0);  // no dust of rounding
    }
  }
}

double IntervalCosts::long_cost(std::size_t begin, std::size_t end) const {
  const auto first = values_.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = values_.begin() + static_cast<std::ptrdiff_t>(end);
  const double centre = median({first, last});
  double cost = 0;
  for (auto value = first; value != last; ++value) {
    cost += std::fabs(*value - centre);
  }
  return cost;
}

}  // namespace testtracker::insight
