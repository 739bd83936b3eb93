#include "unit/judge/judged_runs.hpp"

#include <gmock/gmock.h>

namespace testtracker::judge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* k_load = "DepsLog/Load";

/// A main on which a test took 800 ms, and from some commit on 1,300 ms.
class AcceptedLevelsInGate : public JudgedRuns {
 protected:
  void main_takes(int runs, double duration) {
    for (int i = 0; i < runs; ++i) {
      passes(main(), k_load, duration);
    }
  }
  void accept(const std::string& commit) { accepted_.push_back({commit, k_load, "", 1}); }
};

TEST_F(AcceptedLevelsInGate, RunsBeforeTheLevelAreNoBaseline) {
  main_takes(12, 1300);
  main_takes(8, 800);
  passes(now(), k_load, 1310);
  accept("commit13");
  const auto finding = of(judge(), k_load);
  EXPECT_EQ(finding.finding, Finding::slower);
  EXPECT_EQ(finding.before, 800);
  EXPECT_EQ(finding.runs, 8U);
}

TEST_F(AcceptedLevelsInGate, FewerThanEightRunsSinceAreNotJudged) {
  main_takes(10, 800);
  main_takes(2, 1300);
  passes(now(), k_load, 1310);
  accept("commit11");
  const auto report = judge();
  EXPECT_THAT(report.findings, IsEmpty());
  ASSERT_THAT(report.not_judged, SizeIs(1));
  EXPECT_EQ(report.not_judged[0].reason, "level accepted at commit11, 2 runs of main since");
  EXPECT_EQ(report.judged_series, 0U);
}

TEST_F(AcceptedLevelsInGate, TheAcceptedCommitItselfIsNotJudged) {
  main_takes(10, 800);
  passes(now(), k_load, 1310);
  accept(now().commit);
  options_.strict = true;
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::clean);
  ASSERT_THAT(report.not_judged, SizeIs(1));
  EXPECT_EQ(report.not_judged[0].reason, "level accepted at commit11, 0 runs of main since");
}

TEST_F(AcceptedLevelsInGate, ACommitAfterTheAcceptedOneIsAtItsLevel) {
  main_takes(10, 800);
  passes(now(), k_load, 1310);
  accept("slow-commit-without-a-run");
  commits_.contains = [&](const std::string& commit, const std::string& ancestor) {
    return std::optional<bool>(commit == now().commit || ancestor.rfind("commit", 0) == 0);
  };
  options_.strict = true;
  EXPECT_EQ(judge().verdict, GateVerdict::clean);
}

TEST_F(AcceptedLevelsInGate, WhatGitDoesNotKnowExcusesNothing) {
  main_takes(10, 800);
  passes(now(), k_load, 1310);
  accept("gone-forever");
  options_.strict = true;
  const auto report = judge();
  EXPECT_EQ(report.verdict, GateVerdict::regression);
  EXPECT_THAT(
      of(report, k_load).why,
      HasSubstr("its level was accepted at gone-for, of which neither a run nor git knows"));
}

TEST_F(AcceptedLevelsInGate, ALevelOfALaterCommitSaysNothing) {
  main_takes(10, 800);
  passes(now(), k_load, 1310);
  accept("later");
  commits_.contains = [](const std::string&, const std::string&) {
    return std::optional<bool>(false);
  };
  const auto finding = of(judge(), k_load);
  EXPECT_EQ(finding.finding, Finding::slower);
  EXPECT_EQ(finding.why, "seen in one run: unconfirmed");
}

TEST_F(AcceptedLevelsInGate, OfTwoLevelsTheLaterOneHolds) {
  main_takes(4, 500);
  main_takes(8, 800);
  main_takes(8, 1300);
  passes(now(), k_load, 800);
  accept("commit13");
  accept("commit5");
  EXPECT_EQ(of(judge(), k_load).finding, Finding::faster);
}

TEST_F(AcceptedLevelsInGate, AnOlderReferenceIsNotComparedWith) {
  auto& release = main();
  passes(release, k_load, 800);
  main_takes(8, 1300);
  passes(now(), k_load, 1310);
  reference_ = &release;
  options_.strict = true;
  EXPECT_EQ(judge().verdict, GateVerdict::regression);
  accept("commit2");
  EXPECT_EQ(judge().verdict, GateVerdict::clean);
}

TEST_F(AcceptedLevelsInGate, AFailureIsNoLevel) {
  main_takes(10, 800);
  fails(now(), k_load);
  accept(now().commit);
  EXPECT_EQ(judge().verdict, GateVerdict::regression);
}

}  // namespace
}  // namespace testtracker::judge
