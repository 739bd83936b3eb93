#include "insight/deviation.hpp"

#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>

namespace testtracker::insight {

std::optional<Band> band_of(const std::vector<double>& baseline, const BandOptions& options) {
  if (baseline.size() < options.least_runs || baseline.empty()) {
    return std::nullopt;
  }
  const std::size_t runs = std::min(baseline.size(), options.most_runs);
  const std::vector<double> last(baseline.end() - static_cast<std::ptrdiff_t>(runs),
                                 baseline.end());
  const double centre = median(last);
  // 1.4826 makes the median distance of normal noise its standard deviation.
  const double noise = options.deviations * 1.4826 * median_distance(last, centre);
  const double width =
      std::max({noise, options.relative_floor * std::fabs(centre), options.absolute_floor});
  return Band{centre, centre - width, centre + width};
}

Band band_around(double centre, const Band& band, double relative_floor) {
  const double width = std::max(band.high - band.centre, relative_floor * std::fabs(centre));
  return {centre, centre - width, centre + width};
}

Deviation deviation_of(double value, const Band& band, Worse worse) {
  if (value >= band.low && value <= band.high) {
    return Deviation::none;
  }
  if (worse == Worse::undeclared) {
    return Deviation::changed;
  }
  return (value > band.high) == (worse == Worse::higher) ? Deviation::worse : Deviation::better;
}

double proportion_floor(double p, double cases) {
  return 3 * std::sqrt(p * (1 - p) / cases);
}

}  // namespace testtracker::insight
