#include "baseline/level_start.hpp"

namespace testtracker::baseline {
namespace {

bool is_of_commit(const RunRecord& run, const std::string& commit) {
  return !commit.empty() && run.commit.compare(0, commit.size(), commit) == 0;
}

bool is_since(const RunRecord& run, const std::string& commit, const CommitFacts& facts) {
  return is_of_commit(run, commit) || (facts.contains && !run.commit.empty() &&
                                       facts.contains(run.commit, commit).value_or(false));
}

/// Runs are in git's order, so that halving finds the first: six questions for forty runs.
std::optional<std::size_t> first_since(const std::string& commit,
                                       const std::vector<const RunRecord*>& runs,
                                       const CommitFacts& facts) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (is_of_commit(*runs[i], commit)) {
      return i;
    }
  }
  if (runs.empty() || commit.empty() || !is_since(*runs.back(), commit, facts)) {
    return std::nullopt;
  }
  std::size_t before = 0;
  std::size_t since = runs.size() - 1;
  if (is_since(*runs.front(), commit, facts)) {
    return 0;
  }
  while (since - before > 1) {
    const auto middle = before + (since - before) / 2;
    (is_since(*runs[middle], commit, facts) ? since : before) = middle;
  }
  return since;
}

std::string written_in(const AcceptedLevel& level, const CommitFacts& facts) {
  return facts.written_in ? facts.written_in(level) : std::string();
}

}  // namespace

std::optional<std::size_t> find_level_start(const AcceptedLevel& level,
                                            const std::vector<const RunRecord*>& runs,
                                            const CommitFacts& facts) {
  const auto start = first_since(level.commit, runs, facts);
  return start ? start : first_since(written_in(level, facts), runs, facts);
}

bool is_at_level(const AcceptedLevel& level, const RunRecord& run, const CommitFacts& facts) {
  return find_level_start(level, {&run}, facts).has_value();
}

}  // namespace testtracker::baseline
