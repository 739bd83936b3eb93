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

struct Weighted {
  double mean;
  double variance;
  double count;
};

/// Values near the possible change weigh more: 1 beside it, falling linearly to 1/n.
inline Weighted weighted(const Values& values, std::size_t begin, std::size_t end, bool is_before) {
  const std::size_t count = end - begin;
  const auto weight = [&](std::size_t i) {
    const std::size_t distance = is_before ? end - 1 - i : i - begin;
    return 1 - static_cast<double>(distance) / static_cast<double>(count);
  };
  double weights = 0;
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    weights += weight(i);
    sum += weight(i) * values[i];
  }
  const double mean = sum / weights;
  double squares = 0;
  for (std::size_t i = begin; i < end; ++i) {
    squares += weight(i) * (values[i] - mean) * (values[i] - mean);
  }
  return {mean, squares / weights, static_cast<double>(count)};
}

/// Perfherder: Welch's t of linearly weighted windows, up to 24 runs back and 12 ahead, above 7 and
/// the largest among its neighbours; 2 % at least.
inline std::vector<std::size_t> perfherder_points(const Values& values) {
  constexpr std::size_t back_least = 12;
  constexpr std::size_t back_most = 24;
  constexpr std::size_t ahead = 12;
  Values t(values.size(), 0);
  for (std::size_t i = back_least; i + ahead <= values.size(); ++i) {
    const auto before = weighted(values, i - std::min(i, back_most), i, true);
    const auto after = weighted(values, i, i + ahead, false);
    const double error = std::sqrt(before.variance / before.count + after.variance / after.count);
    const double height = std::fabs(after.mean - before.mean);
    t[i] = height < 0.02 * std::fabs(before.mean) || error == 0 ? 0 : height / error;
  }
  std::vector<std::size_t> points;
  for (std::size_t i = 1; i + 1 < t.size(); ++i) {
    if (t[i] > 7 && t[i] >= t[i - 1] && t[i] > t[i + 1]) {
      points.push_back(i);
    }
  }
  return points;
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
