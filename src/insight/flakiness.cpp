#include "insight/flakiness.hpp"

#include "insight/distributions.hpp"

#include <algorithm>
#include <unordered_map>

namespace testtracker::insight {
namespace {

constexpr std::size_t k_recovery_runs = 20;

bool failed(const RunOutcome& run) {
  return run.failures > 0;
}
bool only_failed(const RunOutcome& run) {
  return run.failures > 0 && run.passes == 0;
}

/// The score of the runs before `end`.
double score_before(const std::vector<RunOutcome>& runs, std::size_t end, std::size_t window) {
  std::size_t transitions = 0;
  for (std::size_t i = end - std::min(end, window) + 1; i < end; ++i) {
    if (!failed(runs[i - 1]) && failed(runs[i])) {
      ++transitions;
    }
  }
  return static_cast<double>(transitions) / static_cast<double>(window);
}

/// Which outcomes a commit has shown so far.
class Commits {
 public:
  /// Adds `run`; true when its commit disagrees for the first time.
  bool add(const RunOutcome& run) {
    const bool disagrees_alone = run.passes > 0 && run.failures > 0;
    if (run.commit.empty()) {
      return disagrees_alone;
    }
    Seen& seen = seen_[run.commit];
    const bool disagreed = seen.passed && seen.failed;
    seen.passed |= run.passes > 0;
    seen.failed |= run.failures > 0;
    return !disagreed && seen.passed && seen.failed;
  }

  [[nodiscard]] bool passed(const RunOutcome& run) const {
    const auto seen = seen_.find(run.commit);
    return run.passes > 0 || (seen != seen_.end() && seen->second.passed);
  }

 private:
  struct Seen {
    bool passed = false;
    bool failed = false;
  };
  std::unordered_map<std::string, Seen> seen_;
};

}  // namespace

double transition_score(const std::vector<RunOutcome>& runs, std::size_t window) {
  return runs.empty() ? 0 : score_before(runs, runs.size(), window);
}

std::size_t same_commit_disagreements(const std::vector<RunOutcome>& runs) {
  Commits commits;
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [&](const RunOutcome& run) { return commits.add(run); }));
}

FailureProbability failure_probability(const std::vector<RunOutcome>& runs) {
  Commits commits;
  for (const RunOutcome& run : runs) {
    commits.add(run);
  }
  double good = 19;
  double bad = 1;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    good += static_cast<double>(runs[i].passes);
    const bool next_passed = i + 1 < runs.size() && !failed(runs[i + 1]);
    if (failed(runs[i]) && (commits.passed(runs[i]) || next_passed)) {
      bad += static_cast<double>(runs[i].failures);
    }
  }
  return {bad / (bad + good), beta_quantile(0.025, bad, good), beta_quantile(0.975, bad, good)};
}

Flakiness judge_flakiness(const std::vector<RunOutcome>& runs) {
  Flakiness result;
  Commits commits;
  bool is_flaky = false;
  std::size_t passes_in_row = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool disagrees = commits.add(runs[i]);
    result.disagreements += disagrees ? 1U : 0U;
    result.score = score_before(runs, i + 1, k_score_window);
    passes_in_row = failed(runs[i]) ? 0 : passes_in_row + 1;
    is_flaky =
        (is_flaky && passes_in_row < k_recovery_runs) || disagrees || result.score >= k_flaky_score;
  }
  const std::size_t count = runs.size();
  const bool is_broken = count >= 2 && only_failed(runs[count - 1]) && only_failed(runs[count - 2]);
  result.health = is_broken ? Health::broken : is_flaky ? Health::flaky : Health::healthy;
  result.failure = failure_probability(runs);
  return result;
}

}  // namespace testtracker::insight
