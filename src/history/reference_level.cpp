#include "history/reference_level.hpp"

#include "insight/deviation.hpp"
#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>

namespace testtracker::history {
namespace {

constexpr std::size_t k_last_runs = 8;
constexpr double k_duration_floor = 0.1;
constexpr double k_metric_floor = 0.02;

struct Pinned {
  double value = 0;
  double cases = 0;  ///< of a proportion; 0 = it is none
};

std::optional<Pinned> pinned_value(const Reference& reference, const baseline::RunHistory& history,
                                   const Series& series) {
  if (series.quantity == Quantity::duration) {
    for (const auto& test : reference.run.tests) {
      if (test.key == series.key && std::isfinite(test.duration_ms)) {
        return Pinned{test.duration_ms, 0};
      }
    }
    return std::nullopt;
  }
  for (const auto& metric : reference.run.metrics) {
    const auto& unit = history.texts[metric.unit];
    const bool fits = unit.empty() || series.unit.empty() || unit == series.unit;
    if (metric.key == series.key && fits && std::isfinite(metric.value)) {
      return Pinned{metric.value, metric.cases};
    }
  }
  return std::nullopt;
}

double level_now(const Series& series, const std::vector<insight::LevelChange>& changes) {
  const std::size_t level = changes.empty() ? 0 : changes.back().index;
  const std::size_t runs = std::min(series.values.size() - level, k_last_runs);
  return insight::median(
      {series.values.end() - static_cast<std::ptrdiff_t>(runs), series.values.end()});
}

/// All values as if they lay on the level of now: only the noise is left.
std::vector<double> on_one_level(const Series& series,
                                 const std::vector<insight::LevelChange>& changes, double now) {
  std::vector<double> values = series.values;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : changes[i - 1].index;
    for (std::size_t value = begin; value < changes[i].index; ++value) {
      values[value] += now - changes[i].before;
    }
  }
  return values;
}

double proportion_floor(double value, double cases) {
  return cases > 0 ? insight::proportion_floor(std::clamp(value, 0.0, 1.0), cases) : 0;
}

}  // namespace

std::optional<ReferenceLevel> level_beside(const Reference& reference,
                                           const baseline::RunHistory& history,
                                           const Series& series,
                                           const std::vector<insight::LevelChange>& changes,
                                           double least_ms) {
  const auto pinned = pinned_value(reference, history, series);
  if (!pinned) {
    return std::nullopt;
  }
  const bool is_duration = series.quantity == Quantity::duration;
  ReferenceLevel level{pinned->value, level_now(series, changes), false};
  insight::BandOptions options;
  options.relative_floor = is_duration ? k_duration_floor : k_metric_floor;
  options.absolute_floor = is_duration ? least_ms
                                       : std::max(proportion_floor(level.before, pinned->cases),
                                                  proportion_floor(level.after, pinned->cases));
  const auto noise = insight::band_of(on_one_level(series, changes, level.after), options);
  if (!noise) {
    return std::nullopt;
  }
  const auto band = insight::band_around(level.before, *noise, options.relative_floor);
  level.is_outside = insight::deviation_of(level.after, band, insight::Worse::undeclared) !=
                     insight::Deviation::none;
  return level;
}

}  // namespace testtracker::history
