#pragma once

// Statistics of ranks and medians: what survives outliers and needs no bell curve. Used by
// change_gates, drift and deviation. Pure functions of finite values; docs/insight.md says which
// rule asks which of them.

#include <cstddef>
#include <vector>

namespace testtracker::insight {

/// The middle value, or the mean of the two in the middle. Requires: at least one value.
[[nodiscard]] double median(std::vector<double> values);

/// The median distance from `centre`. Requires: at least one value.
[[nodiscard]] double median_distance(const std::vector<double>& values, double centre);

/// P(one of `second` > one of `first`), ties counted half: 0.5 for equal samples, 1 when all of
/// `second` are above. Requires: both have values.
[[nodiscard]] double superiority(const std::vector<double>& first,
                                 const std::vector<double>& second);

/// Two-sided p of the Mann-Whitney test: exact, ties included, up to 30 values together; the normal
/// approximation, corrected for ties and continuity, above. Requires: both have values.
[[nodiscard]] double mann_whitney(const std::vector<double>& first,
                                  const std::vector<double>& second);

/// The smallest p that the exact test can give for samples of these sizes without ties.
[[nodiscard]] double smallest_mann_whitney(std::size_t first, std::size_t second);

/// Two-sided p of the Mann-Kendall test against any rise or fall, corrected for ties. 1 for fewer
/// than 3 values and for constant ones.
[[nodiscard]] double mann_kendall(const std::vector<double>& values);

/// The Theil-Sen slope, in units of value per run: the median of the slopes of all pairs. 0 for
/// fewer than 2 values.
[[nodiscard]] double theil_sen(const std::vector<double>& values);

}  // namespace testtracker::insight
