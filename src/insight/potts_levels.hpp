#pragma once

// The second detector of level changes: levels fitted as a whole instead of cuts tested one by one.
// It minimises the distances from the levels' medians plus a price per level (the L1 Potts model,
// Friedrich and others 2008, https://doi.org/10.1198/106186008X285591) and finds the price in the
// series itself, by an information criterion whose residuals may resemble their neighbours: the
// choice of airspeed velocity (asv). Fewer false alarms than change_points.hpp, and later ones.
// Used by the history of a series; docs/insight.md has the error rates.

#include <cstddef>
#include <vector>

namespace testtracker::insight {

/// The first value of each level but the first, in rising order; a level has at least 2 values.
/// `values`: oldest first, all finite. Fewer than 4 values and constant series have no change.
/// Deterministic; exact up to 256 values, beyond them levels of more than 256 values are put
/// together from shorter ones.
[[nodiscard]] std::vector<std::size_t> find_potts_changes(const std::vector<double>& values);

/// The same for a given `price` > 0 of a level, in the unit of the values.
[[nodiscard]] std::vector<std::size_t> potts_changes_at_price(const std::vector<double>& values,
                                                              double price);

}  // namespace testtracker::insight
