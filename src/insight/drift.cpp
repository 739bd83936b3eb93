#include "insight/drift.hpp"

#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace testtracker::insight {
namespace {

double sum_of_distances(const std::vector<double>& values) {
  const double centre = median(values);
  double sum = 0;
  for (const double value : values) {
    sum += std::fabs(value - centre);
  }
  return sum;
}

/// The smallest sum of distances that two levels leave.
double rest_of_best_step(const std::vector<double>& values) {
  double best = std::numeric_limits<double>::infinity();
  for (auto cut = values.begin() + 1; cut != values.end(); ++cut) {
    best = std::min(
        best, sum_of_distances({values.begin(), cut}) + sum_of_distances({cut, values.end()}));
  }
  return best;
}

std::vector<double> without_slope(const std::vector<double>& values, double slope) {
  std::vector<double> flat = values;
  for (std::size_t i = 0; i < flat.size(); ++i) {
    flat[i] -= slope * static_cast<double>(i);
  }
  return flat;
}

}  // namespace

std::optional<Drift> find_drift(const std::vector<double>& values, const DriftOptions& options) {
  const std::size_t runs = std::min(values.size(), options.most_runs);
  if (runs < std::max<std::size_t>(options.least_runs, 2)) {
    return std::nullopt;
  }
  const std::vector<double> last(values.end() - static_cast<std::ptrdiff_t>(runs), values.end());
  Drift drift;
  drift.runs = runs;
  drift.p_value = mann_kendall(last);
  if (drift.p_value > options.max_p_value) {
    return std::nullopt;
  }
  drift.slope = theil_sen(last);
  drift.total = drift.slope * static_cast<double>(runs - 1);
  const auto flat = without_slope(last, drift.slope);
  const double noise = median_distance(flat, median(flat));
  drift.distances = sum_of_distances(flat);
  const double height = std::fabs(drift.total);
  if (height < options.min_relative * std::fabs(median(last)) ||
      height < options.min_residuals * noise || rest_of_best_step(last) <= drift.distances) {
    return std::nullopt;
  }
  return drift;
}

}  // namespace testtracker::insight
