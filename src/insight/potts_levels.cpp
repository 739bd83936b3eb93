#include "insight/potts_levels.hpp"

#include "insight/interval_costs.hpp"
#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace testtracker::insight {
namespace {

constexpr std::size_t k_longest_piece = 256;
constexpr std::size_t k_shortest_piece = 2;  // one value is an outlier, not a level
constexpr int k_prices = 24;

/// Ends of the pieces, the last one being the number of values.
using Ends = std::vector<std::size_t>;

/// Where the last piece may begin. One that costs more than a cut at `end` would is never the best
/// again for an end two values later (Killick and others 2012,
/// https://doi.org/10.1080/01621459.2012.737745): usually few are left.
struct Begin {
  std::size_t place;
  std::size_t useless_from;
  double cost;  ///< up to the end at hand, without a price for the last piece
};

/// The cheapest pieces of at least 2 and at most costs.longest() values. Requires: size >= 2.
Ends cheapest_pieces(const IntervalCosts& costs, std::size_t size, double price) {
  std::vector<double> best(size + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> begin_of(size + 1, 0);
  std::vector<Begin> begins;
  best[0] = 0;
  for (std::size_t end = k_shortest_piece; end <= size; ++end) {
    begins.push_back({end - k_shortest_piece, size + 1, 0});
    begins.erase(std::remove_if(begins.begin(), begins.end(),
                                [&](const Begin& begin) {
                                  return begin.useless_from <= end ||
                                         end - begin.place > costs.longest();
                                }),
                 begins.end());
    for (Begin& begin : begins) {
      begin.cost = best[begin.place] + costs.of(begin.place, end);
      if (begin.cost + price < best[end]) {
        best[end] = begin.cost + price;
        begin_of[end] = begin.place;
      }
    }
    for (Begin& begin : begins) {
      if (begin.cost > best[end]) {
        begin.useless_from = std::min(begin.useless_from, end + k_shortest_piece);
      }
    }
  }
  Ends ends;
  for (std::size_t end = size; end > 0; end = begin_of[end]) {
    ends.push_back(end);
  }
  std::reverse(ends.begin(), ends.end());
  return ends;
}

std::size_t begin_of_piece(const Ends& ends, std::size_t piece) {
  return piece == 0 ? 0 : ends[piece - 1];
}

/// How much dearer it is to have one piece instead of `piece` and the next one.
double cost_of_merging(const IntervalCosts& costs, const Ends& ends, std::size_t piece,
                       double price) {
  const std::size_t begin = begin_of_piece(ends, piece);
  return costs.of(begin, ends[piece + 1]) - costs.of(begin, ends[piece]) -
         costs.of(ends[piece], ends[piece + 1]) - price;
}

/// Puts neighbours together while that is cheaper, those that gain most first.
void merge_pieces(const IntervalCosts& costs, Ends& ends, double price) {
  std::vector<double> dearer;
  for (std::size_t piece = 0; piece + 1 < ends.size(); ++piece) {
    dearer.push_back(cost_of_merging(costs, ends, piece, price));
  }
  while (!dearer.empty()) {
    const auto least = std::min_element(dearer.begin(), dearer.end());
    if (*least > 0) {
      return;
    }
    const auto piece = static_cast<std::size_t>(least - dearer.begin());
    ends.erase(ends.begin() + static_cast<std::ptrdiff_t>(piece));
    dearer.erase(least);
    for (std::size_t near = piece == 0 ? 0 : piece - 1; near <= piece && near < dearer.size();
         ++near) {
      dearer[near] = cost_of_merging(costs, ends, near, price);
    }
  }
}

/// Moves each end to the best place nearby: pieces that were too short to reach over a level ended
/// anywhere in it.
void settle_ends(const IntervalCosts& costs, Ends& ends) {
  for (std::size_t piece = 0; piece + 1 < ends.size(); ++piece) {
    const std::size_t begin = begin_of_piece(ends, piece);
    const std::size_t old = ends[piece];
    const std::size_t last = ends[piece + 1];
    double least = costs.of(begin, old) + costs.of(old, last);
    const std::size_t reach = costs.longest() / 8;
    for (std::size_t end = std::max(begin + k_shortest_piece, old - std::min(old, reach));
         end + k_shortest_piece <= std::min(last, old + reach); ++end) {
      const double cost = costs.of(begin, end) + costs.of(end, last);
      if (cost < least) {
        least = cost;
        ends[piece] = end;
      }
    }
  }
}

Ends pieces_at(const IntervalCosts& costs, std::size_t size, double price) {
  Ends ends = cheapest_pieces(costs, size, price);
  if (size > costs.longest()) {
    merge_pieces(costs, ends, price);
    settle_ends(costs, ends);
  }
  return ends;
}

struct Fit {
  std::vector<double> levels;
  std::vector<double> residuals;
};

Fit fit_of(const std::vector<double>& values, const Ends& ends) {
  Fit fit;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(begin);
    fit.levels.push_back(median({first, values.begin() + static_cast<std::ptrdiff_t>(end)}));
    for (; begin < end; ++begin) {
      fit.residuals.push_back(values[begin] - fit.levels.back());
    }
  }
  return fit;
}

/// The r in [-1, 1] that leaves the least sum of |residual - r * the one before|: the median of
/// their ratios, each weighing as much as the residual before.
double likeness_of_neighbours(const std::vector<double>& residuals) {
  std::vector<std::pair<double, double>> ratios;
  double weight = 0;
  for (std::size_t i = 1; i < residuals.size(); ++i) {
    if (const double before = residuals[i - 1]; before != 0) {
      ratios.emplace_back(residuals[i] / before, std::fabs(before));
      weight += std::fabs(before);
    }
  }
  std::sort(ratios.begin(), ratios.end());
  double sum = 0;
  for (const auto& [ratio, one] : ratios) {
    sum += one;
    if (sum * 2 >= weight) {
      return std::clamp(ratio, -1.0, 1.0);
    }
  }
  return 0;
}

double unexplained(const std::vector<double>& residuals) {
  const double likeness = likeness_of_neighbours(residuals);
  double sum = std::fabs(residuals.front());
  for (std::size_t i = 1; i < residuals.size(); ++i) {
    sum += std::fabs(residuals[i] - likeness * residuals[i - 1]);
  }
  return sum;
}

/// What no measurement resolves: without it a perfect fit would be infinitely good.
double resolution(const std::vector<double>& levels) {
  double least = std::numeric_limits<double>::infinity();
  if (levels.size() <= 2) {
    for (const double level : levels) {
      least = std::min(least, std::fabs(level) / 1000);
    }
  }
  for (std::size_t i = 1; levels.size() > 2 && i < levels.size(); ++i) {
    least = std::min(least, std::fabs(levels[i] - levels[i - 1]) / 10);
  }
  return std::max(least, std::numeric_limits<double>::min());
}

/// The information criterion: the smaller the better.
double badness(const std::vector<double>& values, const Ends& ends) {
  const Fit fit = fit_of(values, ends);
  const auto size = static_cast<double>(values.size());
  return 4 * std::log(size) / size * static_cast<double>(ends.size()) +
         std::log(resolution(fit.levels) + unexplained(fit.residuals));
}

/// Looks for the price whose pieces explain the series best: from one at which one level is all
/// that pays, down to one that a tenth of the mean distance pays for.
class Prices {
 public:
  Prices(const std::vector<double>& values, const IntervalCosts& costs, double whole)
      : values_(values), costs_(costs), whole_(whole) {}

  Ends best_pieces() {
    const Ends one_level{values_.size()};
    consider(one_level);
    const Ends most = pieces(k_prices);
    consider(most);
    search(0, one_level, k_prices, most);
    return best_;
  }

 private:
  [[nodiscard]] Ends pieces(int step) const {
    const double range = std::log(10 * static_cast<double>(values_.size()));
    return pieces_at(costs_, values_.size(), whole_ * std::exp(-range * step / k_prices));
  }

  /// Of two that are equally good, those of the higher price.
  void consider(const Ends& ends) {
    const double bad = badness(values_, ends);
    if (bad < least_ || (bad == least_ && ends.size() < best_.size())) {
      least_ = bad;
      best_ = ends;
    }
  }

  /// The number of pieces never rises with the price: between equal numbers nothing else comes.
  void search(int high, const Ends& few, int low, const Ends& many) {
    if (low - high < 2 || few.size() == many.size()) {
      return;
    }
    const int middle = (high + low) / 2;
    const Ends ends = pieces(middle);
    if (ends != few && ends != many) {
      consider(ends);
    }
    search(high, few, middle, ends);
    search(middle, ends, low, many);
  }

  const std::vector<double>& values_;
  const IntervalCosts& costs_;
  double whole_;
  Ends best_;
  double least_ = std::numeric_limits<double>::infinity();
};

std::vector<std::size_t> inner(Ends ends) {
  ends.pop_back();
  return ends;
}

}  // namespace

std::vector<std::size_t> potts_changes_at_price(const std::vector<double>& values, double price) {
  if (values.size() < k_shortest_piece) {
    return {};
  }
  const IntervalCosts costs(values, std::min(values.size(), k_longest_piece));
  return inner(pieces_at(costs, values.size(), price));
}

std::vector<std::size_t> find_potts_changes(const std::vector<double>& values) {
  if (values.size() < 2 * k_shortest_piece) {
    return {};
  }
  const IntervalCosts costs(values, std::min(values.size(), k_longest_piece));
  const double whole = costs.of(0, values.size());
  if (whole == 0) {
    return {};
  }
  return inner(Prices(values, costs, whole).best_pieces());
}

}  // namespace testtracker::insight
