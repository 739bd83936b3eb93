#pragma once

// Numbers as pictures made of characters, for gate and history. Pure; valid UTF-8, a character per
// column.

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::report {

/// `▁▂▇█`, from the smallest to the largest value; the last `width` values when there are more. All
/// equal values stand in the middle. Requires: finite values.
[[nodiscard]] std::string sparkline(const std::vector<double>& values, std::size_t width);

/// A level from its first value on.
struct ChartLevel {
  std::size_t index;
  double value;
};

/// Lines of a chart without their ends: a dot per value, `─` where a level goes on without one. The
/// last `width` values when there are more. Requires: finite values, height >= 2; levels in order,
/// the first at 0 or none.
[[nodiscard]] std::vector<std::string> chart(const std::vector<double>& values,
                                             const std::vector<ChartLevel>& levels,
                                             std::size_t width, std::size_t height);

}  // namespace testtracker::report
