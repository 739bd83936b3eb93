#include "baseline/run_order.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace testtracker::baseline {
namespace {

/// The record of a delivery that was repeated has the same session up to a slash.
std::string session_of(const RunRecord& run) {
  return run.session.empty() ? run.id : run.session.substr(0, run.session.find('/'));
}

void drop_repeated_deliveries(std::vector<RunRecord>& runs) {
  std::unordered_set<std::string> seen;
  std::vector<RunRecord> kept;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (seen.insert(session_of(*run)).second) {
      kept.push_back(std::move(*run));
    }
  }
  std::reverse(kept.begin(), kept.end());
  runs = std::move(kept);
}

void sort_by_build_or_start(std::vector<RunRecord>& runs) {
  const bool has_builds = std::all_of(runs.begin(), runs.end(),
                                      [](const RunRecord& run) { return run.build.has_value(); });
  std::stable_sort(runs.begin(), runs.end(), [&](const RunRecord& a, const RunRecord& b) {
    const auto build = [&](const RunRecord& run) { return has_builds ? *run.build : 0; };
    return std::tuple(build(a), a.started, a.session) < std::tuple(build(b), b.started, b.session);
  });
}

}  // namespace

void put_in_order(std::vector<RunRecord>& runs, const CommitPositions& positions) {
  sort_by_build_or_start(runs);
  drop_repeated_deliveries(runs);
  std::vector<std::size_t> places;  // of runs whose commit git knows
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (positions.count(runs[i].commit) > 0) {
      places.push_back(i);
    }
  }
  auto order = places;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return positions.at(runs[a].commit) < positions.at(runs[b].commit);
  });
  std::vector<RunRecord> moved;
  moved.reserve(order.size());
  for (const auto from : order) {
    moved.push_back(std::move(runs[from]));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    runs[places[i]] = std::move(moved[i]);
  }
}

}  // namespace testtracker::baseline
