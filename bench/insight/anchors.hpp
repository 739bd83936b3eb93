#pragma once

// Rules of other tools, written anew from their descriptions, so that insight's rules are measured
// beside them on the same noise. They compare rules, not the tools: what a tool does around its
// rule (retries, voting, a person who looks) is not here. docs/insight.md names the tools.

#include "insight/distributions.hpp"
#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace testtracker::bench {

using Values = std::vector<double>;

// One new value against the runs before it; true = alarm. All look for a higher value.

/// CodSpeed's default: 10 % above the run before.
inline bool above_previous_by_tenth(const Values& runs, double value) {
  return value > 1.1 * runs.back();
}

/// github-action-benchmark's default: more than twice the run before.
inline bool above_twice_previous(const Values& runs, double value) {
  return value > 2 * runs.back();
}

inline double mean_of(const Values& values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

/// Of the sample: the sum of squares over n - 1.
inline double deviation_of_sample(const Values& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// Bencher's t-test threshold at 0.99: above the one-sided prediction interval.
inline bool above_prediction_interval(const Values& runs, double value) {
  const auto count = static_cast<double>(runs.size());
  const double t = (value - mean_of(runs)) / (deviation_of_sample(runs) * std::sqrt(1 + 1 / count));
  return t > 0 && insight::student_t_two_sided(t, count - 1) < 0.02;
}

/// Conbench: more than five standard deviations.
inline bool above_five_deviations(const Values& runs, double value) {
  return value > mean_of(runs) + 5 * deviation_of_sample(runs);
}

/// rustc-perf's factor, taken of levels instead of changes: Q3 + 3 IQR.
inline bool above_fence(const Values& baseline, double value) {
  Values runs = baseline;
  std::sort(runs.begin(), runs.end());
  const auto quantile = [&](double share) {
    const double place = share * static_cast<double>(runs.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, runs.size() - 1);
    return runs[below] + (place - static_cast<double>(below)) * (runs[above] - runs[below]);
  };
  return value > quantile(0.75) + 3 * (quantile(0.75) - quantile(0.25));
}

// Change points of a whole series.

/// What Perfherder knows of a window of runs.
struct Window {
  double mean = 0;      ///< runs near the possible change weigh more: 1 beside it, falling to 1/n
  double variance = 0;  ///< around `mean`, unweighted, over n - 1
  double count = 0;
};

/// Of `count` runs from the run `first` on, away from the possible change by `step` (1 or -1).
inline Window window_from(const Values& values, std::size_t first, int step, std::size_t count) {
  const auto value = [&](std::size_t distance) {
    return values[step > 0 ? first + distance : first - distance];
  };
  Window window;
  window.count = static_cast<double>(count);
  double weights = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double weight = 1 - static_cast<double>(i) / window.count;
    weights += weight;
    window.mean += weight * value(i);
  }
  window.mean /= weights;
  for (std::size_t i = 0; count > 1 && i < count; ++i) {
    window.variance += (value(i) - window.mean) * (value(i) - window.mean) / (window.count - 1);
  }
  return window;
}

inline double t_between(const Window& before, const Window& after) {
  const double height = std::fabs(after.mean - before.mean);
  return height == 0
             ? 0
             : height / std::sqrt(before.variance / before.count + after.variance / after.count);
}

/// Perfherder: t of the 12 runs ahead beside the runs back, 12 and, the longer nothing happened, up
/// to 24; above 7, no neighbour's is larger, and by `least` of the level before.
/// tests/unit/insight/published_series_test.cpp has its published cases.
inline std::vector<std::size_t> perfherder_changes(const Values& values, double least) {
  constexpr std::size_t back_least = 12;
  constexpr std::size_t back_most = 24;
  constexpr std::size_t ahead = 12;
  constexpr double threshold = 7;
  const std::size_t size = values.size();
  Values t(size, 0);
  Values relative(size, 0);
  std::size_t quiet = 0;  // runs since t was above the threshold
  for (std::size_t i = 1; i < size; ++i) {
    const auto back = std::min(i, std::clamp(quiet, back_least, back_most));
    const auto before = window_from(values, i - 1, -1, back);
    const auto after = window_from(values, i, 1, std::min(ahead, size - i));
    t[i] = t_between(before, after);
    relative[i] = std::fabs(after.mean - before.mean) / std::fabs(before.mean);
    quiet = t[i] > threshold ? 0 : quiet + 1;
  }
  std::vector<std::size_t> points;
  for (std::size_t i = back_least; i + ahead <= size; ++i) {
    const bool is_largest = t[i] >= t[i - 1] && (i + 1 == size || t[i] >= t[i + 1]);
    if (t[i] > threshold && is_largest && relative[i] >= least) {
      points.push_back(i);
    }
  }
  return points;
}

/// What Perfherder alerts about by default.
inline std::vector<std::size_t> perfherder_points(const Values& values) {
  return perfherder_changes(values, 0.02);
}

/// After cargo-bench-history: Pettitt's one step, then 5 runs on each side, 3 %, three median
/// residuals, superiority 0.85, Mann-Whitney corrected for all splits and two detectors.
inline std::vector<std::size_t> pettitt_points(const Values& values) {
  const std::size_t size = values.size();
  std::size_t best = 0;
  double largest = 0;
  double sum = 0;
  for (std::size_t cut = 1; cut < size; ++cut) {
    for (std::size_t j = 0; j < size; ++j) {
      sum += values[cut - 1] < values[j] ? 1 : values[cut - 1] > values[j] ? -1 : 0;
    }
    if (std::fabs(sum) > largest) {
      largest = std::fabs(sum);
      best = cut;
    }
  }
  if (best < 5 || size - best < 5) {
    return {};
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(best);
  const Values left(values.begin(), middle);
  const Values right(middle, values.end());
  const double before = insight::median(left);
  const double after = insight::median(right);
  Values residuals;
  for (const double value : left) {
    residuals.push_back(std::fabs(value - before));
  }
  for (const double value : right) {
    residuals.push_back(std::fabs(value - after));
  }
  const double height = std::fabs(after - before);
  const double above = insight::superiority(left, right);
  const bool passes = height >= 0.03 * std::fabs(before) &&
                      height >= 3 * insight::median(std::move(residuals)) &&
                      std::max(above, 1 - above) >= 0.85 &&
                      insight::mann_whitney(left, right) * 2 * static_cast<double>(size) <= 0.05;
  return passes ? std::vector<std::size_t>{best} : std::vector<std::size_t>{};
}

}  // namespace testtracker::bench
