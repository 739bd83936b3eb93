#include "report/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace testtracker::report {
namespace {

constexpr std::array<const char*, 8> k_bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/// Which of `steps` rows holds `value`, 0 at the bottom; the middle when all are equal.
std::size_t row_of(double value, double low, double high, std::size_t steps) {
  if (high <= low) {
    return steps / 2;
  }
  const double share = std::clamp((value - low) / (high - low), 0.0, 1.0);
  return static_cast<std::size_t>(std::lround(share * static_cast<double>(steps - 1)));
}

double level_at(const std::vector<ChartLevel>& levels, std::size_t index, double otherwise) {
  double value = otherwise;
  for (const ChartLevel& level : levels) {
    if (level.index <= index) {
      value = level.value;
    }
  }
  return value;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  if (values.empty()) {
    return {};
  }
  const auto first = values.end() - static_cast<std::ptrdiff_t>(std::min(width, values.size()));
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::string line;
  for (auto value = first; value != values.end(); ++value) {
    line += k_bars[row_of(*value, *low, *high, k_bars.size())];
  }
  return line;
}

std::vector<std::string> chart(const std::vector<double>& values,
                               const std::vector<ChartLevel>& levels, std::size_t width,
                               std::size_t height) {
  if (values.empty()) {
    return {};
  }
  const std::size_t count = std::min(width, values.size());
  const std::size_t first = values.size() - count;
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
  const auto [low, high] = std::minmax_element(begin, values.end());
  std::vector<std::vector<const char*>> cells(height, std::vector<const char*>(count, " "));
  for (std::size_t column = 0; column < count; ++column) {
    const std::size_t index = first + column;
    if (!levels.empty()) {
      cells[row_of(level_at(levels, index, values[index]), *low, *high, height)][column] = "─";
    }
    cells[row_of(values[index], *low, *high, height)][column] = "•";
  }
  std::vector<std::string> lines;
  for (auto row = cells.rbegin(); row != cells.rend(); ++row) {
    std::string line;
    for (const char* const cell : *row) {
      line += cell;
    }
    lines.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  return lines;
}

}  // namespace testtracker::report
