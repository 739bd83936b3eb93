#include "insight/status_class.hpp"

#include <gtest/gtest.h>

#include <string>

namespace testtracker::insight {
namespace {

RunOutcome run(char letter, const std::string& commit) {
  return {commit, letter == 'P' || letter == 'B' ? 1U : 0U,
          letter == 'F' || letter == 'B' ? 1U : 0U};
}

/// The class of `now` (P, F, B for both, - for absent) beside main's outcomes, oldest first.
StatusClass classify(const std::string& main, char now) {
  std::vector<RunOutcome> outcomes;
  for (const char letter : main) {
    outcomes.push_back(run(letter, "main " + std::to_string(outcomes.size())));
  }
  return classify(outcomes, run(now, "this"));
}

TEST(StatusClass, AFailureAfterPassesIsNew) {
  EXPECT_EQ(classify("PPP", 'F'), StatusClass::new_failure);
}

TEST(StatusClass, AFailureOfTheLastTwoRunsIsNotThisChange) {
  EXPECT_EQ(classify("PPPPFF", 'F'), StatusClass::still_failing);
  EXPECT_EQ(classify("PFPFPFF", 'F'), StatusClass::still_failing);
}

TEST(StatusClass, APassAfterAFailureIsFixed) {
  EXPECT_EQ(classify("PPF", 'P'), StatusClass::fixed);
  EXPECT_EQ(classify("PPFP", 'P'), StatusClass::passing);
}

TEST(StatusClass, BothOutcomesInThisRunAreFlaky) {
  EXPECT_EQ(classify("PPPP", 'B'), StatusClass::flaky);
}

TEST(StatusClass, BothOutcomesOnACommitOfMainAreFlaky) {
  EXPECT_EQ(classify("PPBPP", 'F'), StatusClass::flaky);
}

TEST(StatusClass, TwoBreaksInTenRunsAreFlaky) {
  EXPECT_EQ(classify("PPPPFPPFPP", 'F'), StatusClass::flaky);
}

TEST(StatusClass, OneOldFailureMakesTheNextOneRecurring) {
  EXPECT_EQ(classify("PPFPPPPPPP", 'F'), StatusClass::recurring);
  EXPECT_EQ(classify("PPPF", 'F'), StatusClass::recurring);
}

TEST(StatusClass, OnlyTheLastTwentyRunsCount) {
  EXPECT_EQ(classify("F" + std::string(20, 'P'), 'F'), StatusClass::new_failure);
}

TEST(StatusClass, WithoutHistoryNothingIsGuessed) {
  EXPECT_EQ(classify("", 'F'), StatusClass::new_test);
  EXPECT_EQ(classify("PP", 'F'), StatusClass::too_little_history);
  EXPECT_EQ(classify("PPP", '-'), StatusClass::missing_test);
}

TEST(StatusClass, AFailureIsConfirmedWhenTheCommitFailedTwiceAndNeverPassed) {
  EXPECT_FALSE(is_confirmed(StatusClass::new_failure, {"this", 0, 1}));
  EXPECT_TRUE(is_confirmed(StatusClass::new_failure, {"this", 0, 2}));
  EXPECT_FALSE(is_confirmed(StatusClass::new_failure, {"this", 1, 2}));
  EXPECT_FALSE(is_confirmed(StatusClass::flaky, {"this", 0, 2}));
}

TEST(StatusClass, WordsAreThoseOfTheReports) {
  EXPECT_EQ(to_string(StatusClass::new_failure), "new-failure");
  EXPECT_EQ(to_string(StatusClass::too_little_history), "too-little-history");
}

}  // namespace
}  // namespace testtracker::insight
