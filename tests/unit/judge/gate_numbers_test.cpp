#include "unit/judge/judged_runs.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace testtracker::judge {
namespace {

using baseline::Worse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* k_load = "DepsLog/Load";

class GateNumbers : public JudgedRuns {
 protected:
  void main_takes(std::initializer_list<double> durations) {
    for (const double duration : durations) {
      passes(main(), k_load, duration);
    }
  }
  void main_measures(int runs, double value, Worse worse = Worse::undeclared) {
    for (int i = 0; i < runs; ++i) {
      auto& run = main();
      passes(run, k_load);
      metric(run, "rows", value).worse = worse;
    }
  }
  baseline::MetricRecord& now_measures(double value) {
    passes(now(), k_load);
    return metric(now(), "rows", value);
  }
};

TEST_F(GateNumbers, ASlowdownSeenOnceIsAWarning) {
  main_takes({800, 810, 790, 805, 795, 800, 810, 790});
  passes(now(), k_load, 1310);
  const auto report = judge();
  const auto finding = of(report, k_load);
  EXPECT_EQ(finding.finding, Finding::slower);
  EXPECT_EQ(finding.weight, Weight::warning);
  EXPECT_EQ(finding.before, 800);
  EXPECT_EQ(finding.after, 1310);
  EXPECT_EQ(finding.recent.size(), 9U);
  EXPECT_EQ(report.verdict, GateVerdict::clean);
  EXPECT_TRUE(wants_second_run(report));
}

TEST_F(GateNumbers, ASecondRunOfTheCommitConfirmsIt) {
  main_takes({800, 810, 790, 805, 795, 800, 810, 790});
  passes(now(), k_load, 1310);
  passes(again(), k_load, 1290);
  const auto report = judge();
  EXPECT_TRUE(of(report, k_load).is_confirmed);
  EXPECT_EQ(report.verdict, GateVerdict::regression);
}

TEST_F(GateNumbers, ASecondRunThatIsFastSaysItWasNoise) {
  main_takes({800, 810, 790, 805, 795, 800, 810, 790});
  passes(now(), k_load, 1310);
  passes(again(), k_load, 805);
  const auto report = judge();
  EXPECT_EQ(of(report, k_load).weight, Weight::notice);
  EXPECT_FALSE(wants_second_run(report));
}

TEST_F(GateNumbers, StrictNeedsNoSecondRun) {
  main_takes({800, 810, 790, 805, 795, 800, 810, 790});
  passes(now(), k_load, 1310);
  options_.strict = true;
  EXPECT_EQ(judge().verdict, GateVerdict::regression);
}

TEST_F(GateNumbers, FewerThanEightRunsAreNotJudgedAndSaidSo) {
  main_takes({800, 810, 790, 805, 795, 800, 810});
  passes(now(), k_load, 9999);
  const auto report = judge();
  EXPECT_THAT(report.findings, SizeIs(0));
  ASSERT_EQ(report.not_judged.size(), 1U);
  EXPECT_THAT(report.not_judged[0].reason, HasSubstr("fewer than 8 runs"));
  EXPECT_THAT(report.not_judged[0].examples, ElementsAre(k_load));
}

TEST_F(GateNumbers, RunsWithoutTheTestAreSkippedNotCounted) {
  for (int i = 0; i < 8; ++i) {
    passes(main(), k_load, 800);
    passes(main(), "Other/Test", 1);
  }
  passes(now(), k_load, 1310);
  EXPECT_EQ(of(judge(), k_load).finding, Finding::slower);
}

TEST_F(GateNumbers, EqualValuesHaveTheFloorsAlone) {
  main_takes({1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000});
  passes(now(), k_load, 1099);
  EXPECT_THAT(judge().findings, SizeIs(0));
}

TEST_F(GateNumbers, MillisecondsOfAShortTestAreNothing) {
  main_takes({0, 0, 0, 0, 0, 0, 0, 0});
  passes(now(), k_load, 49);
  EXPECT_THAT(judge().findings, SizeIs(0));
}

TEST_F(GateNumbers, AMetricWithoutADeclaredDirectionOnlyChanged) {
  main_measures(8, 100);
  now_measures(50);
  const auto report = judge();
  EXPECT_EQ(of(report, "rows").finding, Finding::metric_changed);
  EXPECT_EQ(of(report, "rows").weight, Weight::notice);
}

TEST_F(GateNumbers, TheDirectionMayBeDeclaredByMainAlone) {
  main_measures(8, 100, Worse::lower);
  now_measures(50);
  EXPECT_EQ(of(judge(), "rows").finding, Finding::metric_worse);
}

TEST_F(GateNumbers, TheGoodSideIsNoRegression) {
  main_measures(8, 100, Worse::lower);
  now_measures(150);
  EXPECT_EQ(of(judge(), "rows").finding, Finding::metric_better);
}

TEST_F(GateNumbers, AProportionIsNotFinerThanItsCases) {
  main_measures(8, 0.95, Worse::lower);
  now_measures(0.90).cases = 100;  // three standard errors are 0.09
  EXPECT_THAT(judge().findings, SizeIs(0));
  now().metrics.back().cases = 10000;
  EXPECT_EQ(of(judge(), "rows").finding, Finding::metric_worse);
}

TEST_F(GateNumbers, AProportionOfOneHasTheErrorOfTheNewValue) {
  main_measures(8, 1.0, Worse::lower);
  now_measures(0.95).cases = 20;
  EXPECT_THAT(judge().findings, SizeIs(0));
}

TEST_F(GateNumbers, AUnitDeclaredLaterKeepsTheHistory) {
  main_measures(8, 100, Worse::higher);
  now_measures(100000).unit = unit("us");
  EXPECT_EQ(of(judge(), "rows").finding, Finding::metric_worse);
}

TEST_F(GateNumbers, ValuesOfAnotherUnitAreLeftOut) {
  for (int i = 0; i < 8; ++i) {
    auto& run = main();
    passes(run, k_load);
    metric(run, "rows", 100).unit = unit("ms");
  }
  now_measures(100000).unit = unit("us");
  const auto report = judge();
  EXPECT_EQ(of(report, "rows").finding, Finding::unit_changed);
  EXPECT_THAT(of(report, "rows").why, HasSubstr("was ms and is us"));
  EXPECT_THAT(report.not_judged, SizeIs(1));
}

TEST_F(GateNumbers, ANumberThatIsNoneIsNotJudged) {
  main_measures(8, 100, Worse::lower);
  now_measures(std::nan(""));
  const auto report = judge();
  EXPECT_THAT(report.findings, SizeIs(0));
  EXPECT_THAT(report.not_judged.at(0).reason, HasSubstr("not a finite number"));
}

TEST_F(GateNumbers, MainsOwnNansAreNoValues) {
  main_measures(8, 100, Worse::lower);
  main_measures(3, std::nan(""), Worse::lower);
  now_measures(100);
  EXPECT_EQ(judge().judged_series, 1U);
}

TEST_F(GateNumbers, SlowDecayShowsBesideAReference) {
  main_takes({1100, 1120, 1140, 1160, 1180, 1200, 1220, 1240});
  baseline::RunRecord release;
  passes(release, k_load, 700);
  reference_ = &release;
  passes(now(), k_load, 1250);
  EXPECT_EQ(of(judge(), k_load).finding, Finding::slower_than_reference);
}

TEST_F(GateNumbers, OnlyTheLastTwentyRunsCount) {
  for (int i = 0; i < 20; ++i) {
    passes(main(), k_load, 100);
  }
  for (int i = 0; i < 20; ++i) {
    passes(main(), k_load, 800);
  }
  passes(now(), k_load, 800);
  EXPECT_THAT(judge().findings, SizeIs(0));
}

TEST_F(GateNumbers, ABenchmarkInNanosecondsHasNoFloorOfMilliseconds) {
  for (const double mean : {100.0, 101.0, 99.0, 100.5, 99.5, 100.0, 101.0, 99.0}) {
    auto& run = main();
    passes(run, k_load);
    auto& metric = this->metric(run, "DepsLog/Load/sum.mean_ns", mean);
    metric.worse = Worse::higher;
    metric.unit = unit("ns");
  }
  passes(now(), k_load);
  metric(now(), "DepsLog/Load/sum.mean_ns", 115).worse = Worse::higher;
  options_.strict = true;
  EXPECT_EQ(of(judge(), "DepsLog/Load/sum.mean_ns").finding, Finding::metric_worse);
}

}  // namespace
}  // namespace testtracker::judge
