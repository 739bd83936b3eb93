#include "insight/level_history.hpp"

#include "insight/potts_levels.hpp"

#include <algorithm>

namespace testtracker::insight {
namespace {

/// Two detectors mean the same change when their indices differ by no more.
constexpr std::size_t k_same_change = 2;

using Indices = std::vector<std::size_t>;

Indices indices_of(const std::vector<LevelChange>& changes) {
  Indices indices;
  for (const LevelChange& change : changes) {
    indices.push_back(change.index);
  }
  return indices;
}

bool has_near(const Indices& indices, std::size_t index) {
  return std::any_of(indices.begin(), indices.end(), [&](std::size_t other) {
    return std::max(index, other) - std::min(index, other) <= k_same_change;
  });
}

/// Runs and height as for every change; the fit as a whole stands for the rest.
ChangeGates gates_of_potts(ChangeGates gates) {
  gates.min_residuals = 0;
  gates.min_superiority = 0;
  gates.correlated_min_residuals = 0;
  gates.correlated_min_superiority = 0;
  gates.max_rank_p_value = 1;
  return gates;
}

}  // namespace

std::vector<LevelChange> find_level_changes(const std::vector<double>& values, Detector detector,
                                            const ChangeGates& gates) {
  if (detector == Detector::potts) {
    return keep_real_steps(values, find_potts_changes(values), gates);
  }
  const auto candidates = find_change_points(values);
  auto gated = keep_real_changes(values, candidates, gates);
  // Where the search has no candidate the slower fit has nothing to say either, save in one series
  // of thousands.
  if (detector == Detector::split_merge || candidates.empty()) {
    return gated;
  }
  const Indices levels = find_potts_changes(values);
  const Indices cuts = indices_of(gated);
  const ChangeGates few = gates_of_potts(gates);
  const Indices fitted = indices_of(keep_real_steps(values, levels, few));
  Indices all = cuts;
  for (const std::size_t index : fitted) {
    if (!has_near(cuts, index)) {
      all.push_back(index);
    }
  }
  std::sort(all.begin(), all.end());
  auto changes = keep_real_steps(values, all, few);
  for (LevelChange& change : changes) {
    change.both_agree = has_near(cuts, change.index) && has_near(levels, change.index);
  }
  return changes;
}

}  // namespace testtracker::insight
