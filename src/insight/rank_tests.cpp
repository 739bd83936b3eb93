#include "insight/rank_tests.hpp"

#include "insight/distributions.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace testtracker::insight {
namespace {

constexpr std::size_t k_most_exact = 30;

/// The sum of t³ - t over the groups of equal values of `sorted`, each group t strong.
double tie_term(const std::vector<double>& sorted) {
  double term = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) {
      ++end;
    }
    const auto ties = static_cast<double>(end - begin);
    term += ties * ties * ties - ties;
  }
  return term;
}

/// Twice the mean rank of each value of `sorted`: whole numbers also with ties.
std::vector<std::size_t> doubled_ranks(const std::vector<double>& sorted) {
  std::vector<std::size_t> ranks(sorted.size());
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) {
      ++end;
    }
    std::fill(ranks.begin() + static_cast<std::ptrdiff_t>(begin),
              ranks.begin() + static_cast<std::ptrdiff_t>(end), begin + end + 1);
  }
  return ranks;
}

/// How many choices of `chosen` of the ranks have each sum; doubles, as counts of 30 fit exactly.
std::vector<double> counts_of_sums(const std::vector<std::size_t>& ranks, std::size_t chosen) {
  std::size_t largest = 0;
  for (const std::size_t rank : ranks) {
    largest += rank;
  }
  std::vector<std::vector<double>> counts(chosen + 1, std::vector<double>(largest + 1, 0.0));
  counts[0][0] = 1;
  for (const std::size_t rank : ranks) {
    for (std::size_t taken = chosen; taken > 0; --taken) {
      for (std::size_t sum = rank; sum <= largest; ++sum) {
        counts[taken][sum] += counts[taken - 1][sum - rank];
      }
    }
  }
  return std::move(counts[chosen]);
}

double exact_mann_whitney(const std::vector<double>& first, const std::vector<double>& sorted) {
  const auto ranks = doubled_ranks(sorted);
  std::size_t observed = 0;
  for (const double value : first) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
    observed += ranks[static_cast<std::size_t>(place)];
  }
  const auto counts = counts_of_sums(ranks, first.size());
  double below = 0;
  double above = 0;
  double all = 0;
  for (std::size_t sum = 0; sum < counts.size(); ++sum) {
    all += counts[sum];
    below += sum <= observed ? counts[sum] : 0;
    above += sum >= observed ? counts[sum] : 0;
  }
  return std::min(1.0, 2 * std::min(below, above) / all);
}

}  // namespace

double median(std::vector<double> values) {
  assert(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double median_distance(const std::vector<double>& values, double centre) {
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) {
    distances.push_back(std::fabs(value - centre));
  }
  return median(std::move(distances));
}

double superiority(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<double> sorted = first;
  std::sort(sorted.begin(), sorted.end());
  double wins = 0;
  for (const double value : second) {
    const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), value);
    wins += static_cast<double>(low - sorted.begin()) + static_cast<double>(high - low) / 2;
  }
  return wins / static_cast<double>(first.size()) / static_cast<double>(second.size());
}

double mann_whitney(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<double> sorted = first;
  sorted.insert(sorted.end(), second.begin(), second.end());
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() <= k_most_exact) {
    return first.size() <= second.size() ? exact_mann_whitney(first, sorted)
                                         : exact_mann_whitney(second, sorted);
  }
  const auto size_1 = static_cast<double>(first.size());
  const auto size_2 = static_cast<double>(second.size());
  const double all = size_1 + size_2;
  const double variance = size_1 * size_2 / 12 * (all + 1 - tie_term(sorted) / (all * (all - 1)));
  const double distance = std::fabs(superiority(first, second) - 0.5) * size_1 * size_2;
  return variance <= 0 ? 1 : normal_two_sided(std::max(0.0, distance - 0.5) / std::sqrt(variance));
}

double smallest_mann_whitney(std::size_t first, std::size_t second) {
  double choices = 1;
  for (std::size_t i = 1; i <= std::min(first, second); ++i) {
    choices *= static_cast<double>(std::max(first, second) + i) / static_cast<double>(i);
  }
  return std::min(1.0, 2 / choices);
}

double mann_kendall(const std::vector<double>& values) {
  if (values.size() < 3) {
    return 1;
  }
  double rises = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      rises += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
    }
  }
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  double ties = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) {
      ++end;
    }
    const auto t = static_cast<double>(end - begin);
    ties += t * (t - 1) * (2 * t + 5);
  }
  const auto n = static_cast<double>(values.size());
  const double variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  return variance <= 0
             ? 1
             : normal_two_sided(std::max(0.0, std::fabs(rises) - 1) / std::sqrt(variance));
}

double theil_sen(const std::vector<double>& values) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
    }
  }
  return slopes.empty() ? 0 : median(std::move(slopes));
}

}  // namespace testtracker::insight
