#include "unit/judge/judged_runs.hpp"

#include <gmock/gmock.h>

namespace testtracker::judge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

class Gate : public JudgedRuns {};

TEST_F(Gate, CannotJudgeWithoutAHistory) {
  passes(main(), "A/1");
  passes(main(), "A/1");
  fails(now(), "A/1");
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::cannot_judge);
  EXPECT_EQ(exit_code_of(report.verdict), 3);
  EXPECT_THAT(report.sentence,
              AllOf(HasSubstr("2 runs of main on linux"), HasSubstr("3 are needed")));
}

TEST_F(Gate, CannotJudgeAnEmptyRun) {
  for (int i = 0; i < 3; ++i) {
    passes(main(), "A/1");
  }
  now();
  EXPECT_THAT(judge().sentence, HasSubstr("neither tests nor metrics"));
}

TEST_F(Gate, WhenNearlyAllFailsItIsTheMachine) {
  for (int i = 0; i < 3; ++i) {
    auto& run = main();
    for (const char* const key : {"A/1", "A/2", "A/3", "A/4", "A/5"}) {
      passes(run, key);
    }
  }
  for (const char* const key : {"A/1", "A/2", "A/3", "A/4"}) {
    fails(now(), key);
  }
  passes(now(), "A/5");
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::cannot_judge);
  EXPECT_THAT(report.sentence, HasSubstr("4 of 5 tests failed"));
  EXPECT_THAT(report.findings, SizeIs(0));
}

TEST_F(Gate, AFindingKnowsWhereToLook) {
  for (int i = 0; i < 8; ++i) {
    passes(main(), "A/1", 100);
  }
  passes(now(), "A/1", 300);
  now().tests.back().file = texts_.intern("/src/a_test.cpp");
  now().tests.back().line = 42;
  const auto finding = of(judge(), "A/1");
  EXPECT_EQ(finding.file, "/src/a_test.cpp");
  EXPECT_EQ(finding.line, 42);
}

TEST_F(Gate, CountsWhatItJudged) {
  for (int i = 0; i < 8; ++i) {
    auto& run = main();
    passes(run, "A/1", 5);
    passes(run, "A/2");
  }
  passes(now(), "A/1", 5);
  passes(now(), "A/2");
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::clean);
  EXPECT_EQ(report.judged_tests, 2U);
  EXPECT_EQ(report.judged_series, 1U);
  EXPECT_EQ(report.sentence, "not worse than main");
}

TEST_F(Gate, AQuarantinedFailureIsReportedAndDoesNotCount) {
  for (int i = 0; i < 3; ++i) {
    passes(main(), "Net/Connects");
  }
  fails(now(), "Net/Connects");
  options_.quarantine.entries = {{"Net/*", Day(100), "slow DNS"}};
  options_.today = Day(100);
  auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::clean);
  EXPECT_EQ(of(report, "Net/Connects").weight, Weight::quarantined);
  EXPECT_THAT(of(report, "Net/Connects").why, HasSubstr("slow DNS"));
  options_.today = Day(101);
  report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::regression);
  EXPECT_THAT(report.notices, testing::Contains(HasSubstr("the quarantine of Net/* ended on")));
}

baseline::RunRecord run(const std::string& id, const std::string& branch, const std::string& commit,
                        const std::string& platform = "linux") {
  baseline::RunRecord record;
  record.id = id;
  record.branch = branch;
  record.commit = commit;
  record.platform = platform;
  return record;
}

TEST(GateInput, ABranchIsComparedWithAllOfMain) {
  baseline::RunHistory history;
  history.runs = {run("1", "main", "a"), run("2", "topic", "b"), run("3", "main", "c")};
  EXPECT_THAT(gate_input(history, 1, "main").baseline, SizeIs(2));
}

TEST(GateInput, ARunOfMainIsComparedWithWhatCameBefore) {
  baseline::RunHistory history;
  history.runs = {run("1", "main", "a"), run("2", "main", "b"), run("3", "main", "c")};
  const auto input = gate_input(history, 1, "main");
  ASSERT_THAT(input.baseline, SizeIs(1));
  EXPECT_EQ(input.baseline[0]->id, "1");
}

TEST(GateInput, OtherRunsOfTheCommitAreNoBaseline) {
  baseline::RunHistory history;
  history.runs = {run("1", "main", "a"), run("2", "main", "b"), run("3", "main", "b")};
  const auto input = gate_input(history, 2, "main");
  EXPECT_THAT(input.baseline, SizeIs(1));
  EXPECT_THAT(input.same_commit, SizeIs(1));
}

TEST(GateInput, PlatformsAreNeverMixed) {
  baseline::RunHistory history;
  history.runs = {run("1", "main", "a", "windows"), run("2", "topic", "b")};
  EXPECT_THAT(gate_input(history, 1, "main").baseline, SizeIs(0));
}

}  // namespace
}  // namespace testtracker::judge
