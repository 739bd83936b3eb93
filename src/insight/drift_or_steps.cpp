#include "insight/drift_or_steps.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace testtracker::insight {
namespace {

/// More runs would take long, since the test looks at all pairs, and say little of now.
constexpr std::size_t k_slow_runs = 100;

std::optional<Drift> find_slow_drift(const std::vector<double>& values) {
  DriftOptions slow;
  if (values.size() <= slow.most_runs) {
    return std::nullopt;
  }
  slow.most_runs = k_slow_runs;
  return find_drift(values, slow);
}

/// What the levels leave of the last `runs` values: the sum of the distances.
double distances_from_levels(const std::vector<double>& values,
                             const std::vector<LevelChange>& changes, std::size_t runs) {
  double sum = 0;
  for (std::size_t i = values.size() - runs; i < values.size(); ++i) {
    double level = changes.front().before;
    for (const LevelChange& change : changes) {
      level = i >= change.index ? change.after : level;
    }
    sum += std::fabs(values[i] - level);
  }
  return sum;
}

void remove_within(const Drift& drift, std::size_t size, std::vector<LevelChange>& changes) {
  changes.erase(
      std::remove_if(changes.begin(), changes.end(),
                     [&](const LevelChange& change) { return change.index > size - drift.runs; }),
      changes.end());
}

}  // namespace

std::optional<Drift> find_drift_beside(const std::vector<double>& values,
                                       std::vector<LevelChange>& changes) {
  auto drift = find_slow_drift(values);
  if (drift && !changes.empty() &&
      drift->distances >= distances_from_levels(values, changes, drift->runs)) {
    drift.reset();
  }
  if (!drift) {
    drift = find_drift(values);
  }
  if (drift) {
    remove_within(*drift, values.size(), changes);
    return drift;
  }
  if (changes.empty()) {
    return std::nullopt;
  }
  const std::vector<double> level(
      values.begin() + static_cast<std::ptrdiff_t>(changes.back().index), values.end());
  const auto slow = find_slow_drift(level);
  return slow ? slow : find_drift(level);
}

}  // namespace testtracker::insight
