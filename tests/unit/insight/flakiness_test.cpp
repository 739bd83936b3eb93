#include "insight/flakiness.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace testtracker::insight {
namespace {

/// Each letter one run on a commit of its own: P passed, F failed, B both.
std::vector<RunOutcome> runs(std::string_view letters) {
  std::vector<RunOutcome> outcomes;
  for (const char letter : letters) {
    outcomes.push_back({"commit " + std::to_string(outcomes.size()), letter == 'F' ? 0U : 1U,
                        letter == 'P' ? 0U : 1U});
  }
  return outcomes;
}

TEST(Flakiness, ScoresTheWorkedExamplesOfBuildkite) {
  EXPECT_EQ(transition_score(runs("FFFFF"), 5), 0);
  EXPECT_EQ(transition_score(runs("PPFFF"), 5), 0.2);
  EXPECT_EQ(transition_score(runs("PFPFF"), 5), 0.4);
  EXPECT_EQ(transition_score(runs("PFFFFF"), 5), 0);
  EXPECT_EQ(transition_score(runs("PF"), 5), 0.2);
  EXPECT_EQ(transition_score({}, 5), 0);
}

TEST(Flakiness, DoesNotCallABreakAndItsRepairFlaky) {
  EXPECT_EQ(transition_score(runs("PPPPFFPPPP")), 0.1);
  EXPECT_EQ(judge_flakiness(runs("PPPPFFPPPP")).health, Health::healthy);
}

TEST(Flakiness, BeginsWithTheSecondBreakInTenRuns) {
  EXPECT_EQ(judge_flakiness(runs("PPPPFPPPFP")).health, Health::flaky);
}

TEST(Flakiness, BeginsWhenOneCommitShowsBothOutcomes) {
  auto outcomes = runs("PPFP");
  outcomes[3].commit = outcomes[2].commit;
  const auto judged = judge_flakiness(outcomes);
  EXPECT_EQ(judged.health, Health::flaky);
  EXPECT_EQ(judged.disagreements, 1U);
}

TEST(Flakiness, NeverComparesRunsOfUnknownCommits) {
  auto outcomes = runs("PFPP");
  for (auto& outcome : outcomes) {
    outcome.commit.clear();
  }
  EXPECT_EQ(same_commit_disagreements(outcomes), 0U);
  outcomes.push_back({"", 1, 1});
  EXPECT_EQ(same_commit_disagreements(outcomes), 1U);
}

TEST(Flakiness, CountsACommitThatDisagreesOnce) {
  auto outcomes = runs("PFPF");
  for (auto& outcome : outcomes) {
    outcome.commit = "same";
  }
  EXPECT_EQ(same_commit_disagreements(outcomes), 1U);
}

TEST(Flakiness, EndsAfterTwentyPasses) {
  const std::string nineteen(19, 'P');
  EXPECT_EQ(judge_flakiness(runs("PB" + nineteen)).health, Health::flaky);
  EXPECT_EQ(judge_flakiness(runs("PB" + nineteen + "P")).health, Health::healthy);
}

TEST(Flakiness, IsOutrankedByTwoFailuresInARow) {
  EXPECT_EQ(judge_flakiness(runs("PFPFPFF")).health, Health::broken);
  EXPECT_EQ(judge_flakiness(runs("PFPFPF")).health, Health::flaky);
  EXPECT_EQ(judge_flakiness({}).health, Health::healthy);
}

TEST(Flakiness, ExpectsFivePerCentOfATestWithoutHistory) {
  const auto failure = failure_probability({});
  EXPECT_DOUBLE_EQ(failure.expected, 0.05);
  EXPECT_GT(failure.high, 0.17);
}

TEST(Flakiness, CountsOnlyFailuresThatWentAwayByThemselves) {
  // One failure before a pass, then a break that lasts: (1 + 1) / (20 + 18 + 1).
  EXPECT_DOUBLE_EQ(failure_probability(runs("PPPPPPPPFPPPPPPPPPPFFF")).expected, 2.0 / 39);
}

TEST(Flakiness, NarrowsItsIntervalWithRuns) {
  const auto failure = failure_probability(runs(std::string(500, 'P')));
  EXPECT_LT(failure.high, 0.01);
  EXPECT_LT(failure.low, failure.expected);
}

}  // namespace
}  // namespace testtracker::insight
