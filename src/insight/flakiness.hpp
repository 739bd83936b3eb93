#pragma once

// How flaky a test is, from its outcomes on one branch. Three measures, since teams use all three:
// transitions from pass to fail (as Buildkite's monitors count them), disagreement on one commit
// (as Google, Trunk and Develocity define flaky) and the probability of failing while the code is
// good. Used by the flaky report and by status_class. docs/insight.md has worked examples.

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::insight {

/// What one run showed of a test. Runs in which it neither passed nor failed (skipped, not run) are
/// left out by the caller.
struct RunOutcome {
  std::string commit;        ///< empty when unknown: never compared with another run's
  std::size_t passes = 0;    ///< attempts that passed
  std::size_t failures = 0;  ///< attempts that failed in any way
};

inline constexpr std::size_t k_score_window = 10;
inline constexpr double k_flaky_score = 0.2;

/// Changes from pass to fail within the last `window` runs (oldest first), divided by `window` even
/// when fewer exist: PPFFF in a window of 5 is 0.2. A run with both outcomes counts as failed.
[[nodiscard]] double transition_score(const std::vector<RunOutcome>& runs,
                                      std::size_t window = k_score_window);

/// Commits of `runs` with both outcomes, plus runs of unknown commit that hold both.
[[nodiscard]] std::size_t same_commit_disagreements(const std::vector<RunOutcome>& runs);

struct FailureProbability {
  double expected = 0;  ///< posterior mean
  double low = 0;       ///< 95 % interval
  double high = 0;
};

/// The probability that the test fails though nothing is wrong. A failure counts as such when the
/// same commit passed too or the next run passed. The prior is Beta(1, 19): 5 %.
[[nodiscard]] FailureProbability failure_probability(const std::vector<RunOutcome>& runs);

enum class Health {
  healthy,
  flaky,   ///< the score or a disagreement said so, and it has not recovered since
  broken,  ///< at least the last two runs failed throughout
};

struct Flakiness {
  Health health = Health::healthy;
  double score = 0;               ///< of the last 10 runs
  std::size_t disagreements = 0;  ///< over all runs
  FailureProbability failure;
};

/// Replays `runs` (oldest first): flaky begins when the score reaches 0.2 or a commit shows both
/// outcomes, and ends after 20 runs in a row that only passed.
[[nodiscard]] Flakiness judge_flakiness(const std::vector<RunOutcome>& runs);

}  // namespace testtracker::insight
