#pragma once

// How well change points agree with what several people marked in a series: the measures of
// "An Evaluation of Change Point Detection Algorithms" (van den Burg and Williams 2020,
// https://doi.org/10.48550/arXiv.2003.06222). Indices are first values of new levels.

#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

namespace testtracker::bench {

using Indices = std::vector<std::size_t>;

/// How many of `marked` have a point of `found` within `margin`; no point serves twice.
inline std::size_t matched(const Indices& marked, const Indices& found, std::size_t margin) {
  std::set<std::size_t> left(found.begin(), found.end());
  std::size_t count = 0;
  for (const std::size_t mark : marked) {
    const auto distance = [mark](std::size_t point) {
      return point > mark ? point - mark : mark - point;
    };
    const auto nearest = std::min_element(
        left.begin(), left.end(),
        [&](std::size_t one, std::size_t other) { return distance(one) < distance(other); });
    if (nearest != left.end() && distance(*nearest) <= margin) {
      left.erase(nearest);
      ++count;
    }
  }
  return count;
}

/// The harmonic mean of precision (beside all people's marks together) and recall (the mean over
/// people). The beginning counts as a point that everybody finds, so that "none" has a score.
inline double f1_score(const std::vector<Indices>& people, const Indices& found,
                       std::size_t margin = 5) {
  const auto with_begin = [](const Indices& indices) {
    std::set<std::size_t> all(indices.begin(), indices.end());
    all.insert(0);
    return Indices(all.begin(), all.end());
  };
  const Indices points = with_begin(found);
  Indices everybody;
  double recall = 0;
  for (const Indices& person : people) {
    const Indices marks = with_begin(person);
    recall += static_cast<double>(matched(marks, points, margin)) /
              static_cast<double>(marks.size() * people.size());
    everybody.insert(everybody.end(), marks.begin(), marks.end());
  }
  const double precision = static_cast<double>(matched(with_begin(everybody), points, margin)) /
                           static_cast<double>(points.size());
  return 2 * precision * recall / (precision + recall);
}

/// How well each level that a person marked is covered by one found level: the share of common
/// values, weighted by length, the mean over people.
inline double covering(const std::vector<Indices>& people, const Indices& found, std::size_t size) {
  const auto bounds = [size](const Indices& indices) {
    std::set<std::size_t> all(indices.begin(), indices.end());
    all.insert({0, size});
    return Indices(all.begin(), all.end());
  };
  const Indices levels = bounds(found);
  double sum = 0;
  for (const Indices& person : people) {
    const Indices marked = bounds(person);
    for (std::size_t i = 0; i + 1 < marked.size(); ++i) {
      double best = 0;
      for (std::size_t j = 0; j + 1 < levels.size(); ++j) {
        const std::size_t from = std::max(marked[i], levels[j]);
        const std::size_t to = std::min(marked[i + 1], levels[j + 1]);
        const auto common = from < to ? to - from : 0;
        const auto together =
            std::max(marked[i + 1], levels[j + 1]) - std::min(marked[i], levels[j]);
        best = std::max(best, static_cast<double>(common) / static_cast<double>(together));
      }
      sum += best * static_cast<double>(marked[i + 1] - marked[i]);
    }
  }
  return sum / static_cast<double>(size * people.size());
}

}  // namespace testtracker::bench
