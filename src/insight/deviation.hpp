#pragma once

// Is one new value outside what the last runs of main show? The rule of a gate: robust against
// outliers among the runs, never finer than the floors. Used for durations and metrics.
// docs/insight.md has its false alarms and its power.

#include <cstddef>
#include <optional>
#include <vector>

namespace testtracker::insight {

/// What counts as worse. Only declared metadata may say `lower` or `higher`; never a name.
enum class Worse { higher, lower, undeclared };

enum class Deviation {
  none,     ///< inside the band
  worse,    ///< outside on the bad side: a suspect, confirmed only by a second run
  better,   ///< outside on the good side
  changed,  ///< outside, and nobody declared which side is bad
};

struct BandOptions {
  std::size_t most_runs = 20;   ///< the last of them are looked at
  std::size_t least_runs = 8;   ///< with fewer nothing is judged
  double deviations = 5;        ///< robust standard deviations (1.4826 median distances)
  double relative_floor = 0.1;  ///< of the median; 0.02 suits metrics
  double absolute_floor = 0;    ///< in the value's unit; 50 ms suits durations
};

/// What main shows: values from `low` to `high`, both included, are nothing new.
struct Band {
  double centre = 0;
  double low = 0;
  double high = 0;
};

/// The band of `baseline` (oldest first, all finite), or nothing when it has too few runs.
[[nodiscard]] std::optional<Band> band_of(const std::vector<double>& baseline,
                                          const BandOptions& options = {});

/// A band as wide as `band` around another centre, a pinned run's value say; its half is at least
/// `relative_floor` of that centre.
[[nodiscard]] Band band_around(double centre, const Band& band, double relative_floor);

/// Where a finite `value` lies.
[[nodiscard]] Deviation deviation_of(double value, const Band& band, Worse worse);

/// The absolute floor of a proportion measured over `cases` > 0: three standard errors of p, which
/// lies in [0, 1].
[[nodiscard]] double proportion_floor(double p, double cases);

}  // namespace testtracker::insight
