#include "unit/judge/judged_runs.hpp"

#include <gmock/gmock.h>

namespace testtracker::judge {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class GateStatuses : public JudgedRuns {
 protected:
  void main_passes(int runs, const std::string& key = "Engine/Starts") {
    for (int i = 0; i < runs; ++i) {
      passes(main(), key);
    }
  }
};

TEST_F(GateStatuses, AFailureOfATestThatAlwaysPassedCounts) {
  main_passes(20);
  fails(now(), "Engine/Starts");
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::regression);
  const auto finding = of(report, "Engine/Starts");
  EXPECT_EQ(finding.finding, Finding::new_failure);
  EXPECT_FALSE(finding.is_confirmed);
  EXPECT_EQ(finding.message, "a.cpp:1 broken");
  EXPECT_EQ(finding.last_good_name, "#20");
  EXPECT_THAT(finding.why, HasSubstr("passed in the last 20 runs of main"));
}

TEST_F(GateStatuses, ASecondFailureOfTheCommitConfirmsIt) {
  main_passes(3);
  fails(now(), "Engine/Starts");
  fails(again(), "Engine/Starts");
  EXPECT_TRUE(of(judge(), "Engine/Starts").is_confirmed);
}

TEST_F(GateStatuses, ATestThatPassesTheSecondTimeIsFlakyAndDoesNotCount) {
  main_passes(20);
  fails(now(), "Engine/Starts");
  passes(again(), "Engine/Starts");
  const auto report = judge();
  EXPECT_EQ(of(report, "Engine/Starts").finding, Finding::flaky);
  EXPECT_EQ(report.verdict, GateVerdict::clean);
}

TEST_F(GateStatuses, AFlakyTestCountsWhenAskedFor) {
  main_passes(20);
  test(now(), "Engine/Starts", 1, 1);
  options_.fail_on.flaky = true;
  EXPECT_EQ(judge().verdict, GateVerdict::regression);
}

TEST_F(GateStatuses, WhatFailedOnMainAlreadyIsNotThisChange) {
  main_passes(5);
  fails(main(), "Engine/Starts");
  fails(main(), "Engine/Starts");
  fails(now(), "Engine/Starts");
  const auto report = judge();
  EXPECT_EQ(of(report, "Engine/Starts").finding, Finding::still_failing);
  EXPECT_EQ(report.verdict, GateVerdict::clean);
}

TEST_F(GateStatuses, AFailureThatMainHadOnceAndRepairedCounts) {
  main_passes(5);
  fails(main(), "Engine/Starts");
  main_passes(12);
  fails(now(), "Engine/Starts");
  const auto report = judge();
  EXPECT_EQ(of(report, "Engine/Starts").finding, Finding::recurring_failure);
  EXPECT_EQ(report.verdict, GateVerdict::regression);
}

TEST_F(GateStatuses, AFailureThatMainsNewestRunHasTooDidNotComeBack) {
  main_passes(12);
  fails(main(), "Engine/Starts");
  fails(now(), "Engine/Starts");
  EXPECT_THAT(of(judge(), "Engine/Starts").why, HasSubstr("also in the newest one"));
}

TEST_F(GateStatuses, ARepairIsGoodToKnow) {
  main_passes(5);
  fails(main(), "Engine/Starts");
  passes(now(), "Engine/Starts");
  EXPECT_EQ(of(judge(), "Engine/Starts").weight, Weight::notice);
}

TEST_F(GateStatuses, AFailingTestWithoutHistoryIsAWarning) {
  main_passes(3, "Engine/Stops");
  passes(now(), "Engine/Stops");
  fails(now(), "Engine/Flies");
  const auto report = judge();
  EXPECT_EQ(of(report, "Engine/Flies").finding, Finding::new_test_fails);
  EXPECT_EQ(report.verdict, GateVerdict::clean);
}

TEST_F(GateStatuses, OneGoneAndOneComeInASuiteIsPerhapsARename) {
  for (int i = 0; i < 3; ++i) {
    auto& run = main();
    passes(run, "Engine/Starts");
    passes(run, "Engine/Stops");
  }
  passes(now(), "Engine/Begins");
  passes(now(), "Engine/Stops");
  const auto report = judge();
  EXPECT_THAT(of(report, "Engine/Begins").why, HasSubstr("perhaps renamed from Engine/Starts"));
}

TEST_F(GateStatuses, AMissingTestIsAWarning) {
  for (int i = 0; i < 3; ++i) {
    auto& run = main();
    passes(run, "Engine/Starts");
    passes(run, "Engine/Stops");
    passes(run, "Engine/Flies");
  }
  passes(now(), "Engine/Starts");
  passes(now(), "Engine/Stops");
  EXPECT_EQ(of(judge(), "Engine/Flies").finding, Finding::missing_test);
}

TEST_F(GateStatuses, ARunOfChosenTestsMissesNone) {
  for (int i = 0; i < 3; ++i) {
    auto& run = main();
    for (const char* const key : {"A/1", "A/2", "A/3", "A/4"}) {
      passes(run, key);
    }
  }
  passes(now(), "A/1");
  const auto report = judge();
  EXPECT_THAT(report.findings, SizeIs(0));
  EXPECT_THAT(report.notices, testing::Contains(HasSubstr("3 of the 4 tests")));
}

TEST_F(GateStatuses, ARunThatCannotKnowItsTestsMissesNone) {
  main_passes(3, "Engine/Starts");
  main_passes(3, "Engine/Stops");
  now().is_complete = false;
  passes(now(), "Engine/Starts");
  EXPECT_THAT(judge().findings, SizeIs(0));
}

TEST_F(GateStatuses, AFailedSetUpOfASuiteIsNewWhenMainHadNone) {
  main_passes(3);
  passes(now(), "Engine/Starts");
  fails(now(), "Engine/SetUpTestSuite");
  now().tests.back().is_outside_tests = true;
  EXPECT_EQ(of(judge(), "Engine/SetUpTestSuite").finding, Finding::new_failure);
}

TEST_F(GateStatuses, OutcomesOfDirtyTreesAreNotThoseOfTheirCommit) {
  main_passes(3);
  auto& dirty = main();
  fails(dirty, "Engine/Starts");
  dirty.commit = "commit1";  // which passed
  dirty.is_dirty = true;
  main_passes(12);
  fails(now(), "Engine/Starts");
  EXPECT_EQ(of(judge(), "Engine/Starts").finding, Finding::recurring_failure);
}

TEST_F(GateStatuses, FailOnNothingOnlyReports) {
  main_passes(20);
  fails(now(), "Engine/Starts");
  options_.fail_on = {false, false, false, false};
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::clean);
  EXPECT_EQ(of(report, "Engine/Starts").weight, Weight::warning);
}

}  // namespace
}  // namespace testtracker::judge
