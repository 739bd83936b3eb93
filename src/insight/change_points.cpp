#include "insight/change_points.hpp"

#include "insight/distributions.hpp"
#include "insight/energy_split.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>

namespace testtracker::insight {
namespace {

struct Level {
  double mean;
  double variance;  // of the population: Otava's choice, part of its calibration
  double count;
};

Level level_of(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  const auto count = static_cast<double>(end - begin);
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    sum += values[i];
  }
  const double mean = sum / count;
  double squares = 0;
  for (std::size_t i = begin; i < end; ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
  }
  return {mean, squares / count, count};
}

/// Two-sided Student's t with pooled variance; 1 for two values, NaN for two equal constants.
double p_value_between(const Level& left, const Level& right) {
  if (left.count + right.count <= 2) {
    return 1;
  }
  const double degrees = left.count + right.count - 2;
  const double pooled =
      ((left.count - 1) * left.variance + (right.count - 1) * right.variance) / degrees;
  const double error = std::sqrt(pooled * (1 / left.count + 1 / right.count));
  return student_t_two_sided((left.mean - right.mean) / error, degrees);
}

ChangePoint change_point_at(const std::vector<double>& values, std::size_t begin, std::size_t index,
                            std::size_t end) {
  const Level left = level_of(values, begin, index);
  const Level right = level_of(values, index, end);
  return {index, p_value_between(left, right), left.mean, right.mean};
}

/// The strongest cut of each interval between `points` is asked; the strongest of all is the next
/// candidate. Intervals and points count from the window's start.
std::vector<std::size_t> cuts_of_window(const std::vector<double>& values, std::size_t first,
                                        std::size_t last, double max_p_value) {
  const EnergySplit energy(values, first, last);
  struct Interval {
    std::size_t begin;
    std::size_t end;
    Cut cut;
  };
  const auto interval = [&](std::size_t begin, std::size_t end) {
    return Interval{begin, end,
                    end - begin < 2 ? Cut{begin, -INFINITY} : energy.best_cut(begin, end)};
  };
  std::vector<Interval> intervals{interval(0, last - first)};
  std::vector<std::size_t> cuts;
  while (true) {
    auto strongest = std::max_element(
        intervals.begin(), intervals.end(),
        [](const Interval& a, const Interval& b) { return a.cut.strength < b.cut.strength; });
    if (strongest->end - strongest->begin < 2) {
      break;
    }
    const auto [begin, end, cut] = *strongest;
    const double p = change_point_at(values, first + begin, first + cut.index, first + end).p_value;
    if (!(p <= max_p_value)) {
      break;
    }
    cuts.push_back(first + cut.index);
    *strongest = interval(begin, cut.index);
    intervals.insert(strongest + 1, interval(cut.index, end));
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

/// The first pass accepts more than asked for: the merge pass sees the whole series and decides.
double first_pass_p_value(double max_p_value) {
  if (max_p_value < 0.05) {
    return max_p_value * 10;
  }
  return max_p_value < 0.5 ? max_p_value * 2 : max_p_value;
}

std::vector<std::size_t> split(const std::vector<double>& values,
                               const ChangePointOptions& options) {
  std::vector<std::size_t> cuts;
  const double max_p_value = first_pass_p_value(options.max_p_value);
  for (std::size_t start = 0; start + 1 < values.size();) {
    const std::size_t end = std::min(start + options.window, values.size());
    const auto found = cuts_of_window(values, start, end, max_p_value);
    cuts.insert(cuts.end(), found.begin(), found.end());
    start = std::max(found.empty() ? 0 : found.back(), start + options.window / 2);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

/// Computes points[place] anew from its neighbours. Any `place` beyond the points is skipped.
void refresh(std::vector<ChangePoint>& points, std::size_t place,
             const std::vector<double>& values) {
  if (place < points.size()) {
    const std::size_t begin = place == 0 ? 0 : points[place - 1].index;
    const std::size_t end = place + 1 == points.size() ? values.size() : points[place + 1].index;
    points[place] = change_point_at(values, begin, points[place].index, end);
  }
}

/// The point to drop next, or nothing when all are strong enough. A p of NaN counts as weak only
/// where the search meets it first, as in Otava.
std::optional<std::size_t> weakest(const std::vector<ChangePoint>& points,
                                   const ChangePointOptions& options) {
  std::size_t place = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    place = points[i].p_value > points[place].p_value ? i : place;
  }
  if (!(points[place].p_value < options.max_p_value)) {
    return place;
  }
  place = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    place = points[i].magnitude() < points[place].magnitude() ? i : place;
  }
  if (points[place].magnitude() > options.min_magnitude) {
    return std::nullopt;
  }
  return place;
}

}  // namespace

double ChangePoint::magnitude() const noexcept {
  const double forwards = mean_before == 0 ? 0 : std::fabs(mean_after / mean_before - 1);
  const double backwards = mean_after == 0 ? 0 : std::fabs(mean_before / mean_after - 1);
  return std::max(forwards, backwards);
}

std::vector<ChangePoint> find_change_points(const std::vector<double>& values,
                                            const ChangePointOptions& options) {
  assert(options.window >= 2);
  std::vector<ChangePoint> points;
  for (const std::size_t index : split(values, options)) {
    points.push_back({index});
  }
  for (std::size_t place = 0; place < points.size(); ++place) {
    refresh(points, place, values);
  }
  while (!points.empty()) {
    const auto place = weakest(points, options);
    if (!place) {
      break;
    }
    points.erase(points.begin() + static_cast<std::ptrdiff_t>(*place));
    // The two points that follow, not the neighbours on both sides: so Otava does.
    refresh(points, *place, values);
    refresh(points, *place + 1, values);
  }
  return points;
}

}  // namespace testtracker::insight
