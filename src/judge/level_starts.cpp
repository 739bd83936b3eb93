#include "judge/level_starts.hpp"

#include "judge/gate.hpp"

#include <optional>
#include <string_view>
#include <unordered_set>

namespace testtracker::judge {
namespace {

using baseline::AcceptedLevel;
using baseline::CommitFacts;

std::unordered_set<std::string_view> keys_of(const GateInput& input) {
  std::unordered_set<std::string_view> keys;
  for (const auto& test : input.run->tests) {
    keys.insert((*input.texts)[test.key]);
  }
  for (const auto& metric : input.run->metrics) {
    keys.insert((*input.texts)[metric.key]);
  }
  return keys;
}

/// That the branch's newest run is before the level counts only when it is certain: git knows its
/// commit, or the judged run is the accepted commit itself.
bool begins_with_judged(const AcceptedLevel& level, const GateInput& input,
                        const CommitFacts& facts) {
  if (!baseline::is_at_level(level, *input.run, facts)) {
    return false;
  }
  const bool is_itself = input.run->commit.compare(0, level.commit.size(), level.commit) == 0;
  return is_itself || input.baseline.empty() ||
         (facts.contains &&
          facts.contains(input.baseline.back()->commit, input.run->commit).has_value());
}

/// A level of a later commit says nothing about this run.
bool is_later_than(const GateInput& input, const AcceptedLevel& level, const CommitFacts& facts) {
  return facts.contains && facts.contains(input.run->commit, level.commit) == false;
}

std::optional<LevelStart> start_of(const AcceptedLevel& level, const GateInput& input,
                                   const CommitFacts& facts) {
  LevelStart start;
  start.commit = level.commit;
  if (const auto first = baseline::find_level_start(level, input.baseline, facts)) {
    start.first = *first;
  } else if (begins_with_judged(level, input, facts)) {
    start.first = input.baseline.size();
  } else if (is_later_than(input, level, facts)) {
    return std::nullopt;
  } else {
    start.is_known = false;
  }
  start.is_reference_older = start.is_known && input.reference != nullptr &&
                             !baseline::is_at_level(level, *input.reference, facts);
  return start;
}

}  // namespace

LevelStarts level_starts(const GateInput& input, const std::vector<AcceptedLevel>& accepted,
                         const CommitFacts& facts) {
  LevelStarts starts;
  const auto keys = accepted.empty() ? std::unordered_set<std::string_view>() : keys_of(input);
  for (const auto& level : accepted) {
    if (keys.count(level.key) == 0) {
      continue;
    }
    const auto start = start_of(level, input, facts);
    if (!start) {
      continue;
    }
    const auto [place, is_new] = starts.emplace(level.key, *start);
    if (!is_new && start->is_known &&
        (!place->second.is_known || start->first >= place->second.first)) {
      place->second = *start;
    }
  }
  return starts;
}

}  // namespace testtracker::judge
