#include "upload/test_values.hpp"

#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace testtracker::upload {
namespace {

using session::find;
using session::ScriptedSession;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Pair;

std::vector<std::pair<std::string, double>> pairs(const std::vector<mlflow::Metric>& metrics) {
  std::vector<std::pair<std::string, double>> result;
  for (const auto& metric : metrics) {
    result.emplace_back(metric.key, metric.value);
  }
  return result;
}

MetricReported metric(TestId test, const std::string& name, double value) {
  return {test, name, value};
}

std::string status_of(const session::SessionResult& result, const std::string& name) {
  return status_param(find(result, name), "key").value;
}

TEST(Summary, ComesInTheOrderOfTheRunPage) {
  ScriptedSession session;
  session.start().run("A").run("B", Status::failed).run("C", Status::skipped).finish(false);
  const auto metrics = summary_metrics(session.over(), 30);
  EXPECT_THAT(
      pairs(metrics),
      ElementsAre(Pair("tests/total", 3), Pair("tests/passed", 1), Pair("tests/failed", 1),
                  Pair("tests/skipped", 1), Pair("tests/flaky", 0), Pair("tests/crashed", 0),
                  Pair("tests/duration_s", ::testing::_), Pair("build/number", 30)));
  EXPECT_THAT(metrics, ::testing::Each(Field(&mlflow::Metric::step, 30)));
}

TEST(Duration, IsInMillisecondsAtTheEndOfTheTest) {
  ScriptedSession session;
  session.start().run("A").finish();
  const auto metric = duration_metric(find(session.over(), "A"), "Suite/A", 7);
  ASSERT_TRUE(metric);
  EXPECT_EQ(metric->key, "Suite/A_dur_ms");
  EXPECT_DOUBLE_EQ(metric->value, 5);
  EXPECT_EQ(metric->timestamp, 1'700'000'001'000 + 1 + 5);
}

TEST(Duration, DoesNotExistForTestsThatWereNotExecuted) {
  ScriptedSession session;
  session.start().plan({"Skipped", "Never"}).run("Skipped", Status::skipped).die();
  const auto result = session.over();
  EXPECT_FALSE(duration_metric(find(result, "Skipped"), "k", 1));
  EXPECT_FALSE(duration_metric(find(result, "Never"), "k", 1));
}

TEST(Duration, DoesNotExistWhenNobodyMeasuredIt) {
  ScriptedSession session;
  session.start().run("A").finish();
  auto test = find(session.over(), "A");
  test.attempts[0].duration = k_unknown_duration;
  EXPECT_FALSE(duration_metric(test, "k", 1));
}

TEST(Duration, DoesNotChangeWhenTheTestRunsAgain) {
  ScriptedSession session;
  auto process = session.start();
  process.run("A");
  const auto before = duration_metric(find(session.live(), "A"), "k", 1);
  process.begin("A").add(TestEnded{2, Status::failed, std::chrono::seconds(3)}).finish(false);
  const auto after = duration_metric(find(session.over(), "A"), "k", 1);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->value, after->value);
  EXPECT_EQ(before->timestamp, after->timestamp);
}

TEST(ReportedMetrics, TheLastValueOfTheFirstAttemptCounts) {
  ScriptedSession session;
  session.start()
      .begin("A")
      .add(metric(1, "rows", 1))
      .add(metric(1, "rows", 2))
      .add(TestEnded{1, Status::passed, std::chrono::milliseconds(3)})
      .begin("A")
      .add(metric(2, "rows", 3))
      .end()
      .finish();
  EXPECT_THAT(pairs(reported_metrics(find(session.over(), "A"), "Suite/A", 1)),
              ElementsAre(Pair("Suite/A/rows", 2)));
}

TEST(ReportedMetrics, KeepNaNAndInfinity) {
  ScriptedSession session;
  session.start()
      .begin("A")
      .add(metric(1, "nan", std::nan("")))
      .add(metric(1, "inf", INFINITY))
      .end()
      .finish();
  const auto metrics = reported_metrics(find(session.over(), "A"), "A", 1);
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_TRUE(std::isnan(metrics[0].value));
  EXPECT_TRUE(std::isinf(metrics[1].value));
}

TEST(ReportedMetrics, OutsideOfTestsStandAtTheTop) {
  ScriptedSession session;
  session.start().add(metric(0, "rows/s", 9)).finish();
  EXPECT_THAT(pairs(reported_metrics(session.over(), 1)), ElementsAre(Pair("rows.s", 9)));
}

TEST(StatusParam, BeginsWithTheStatusWord) {
  ScriptedSession session;
  session.start()
      .run("Passed")
      .begin("Failed")
      .fail("Expected: 1\nWhich is: 2")
      .end(Status::failed)
      .begin("Skipped")
      .skip("no GPU")
      .end(Status::skipped)
      .begin("Crashed")
      .die();
  const auto result = session.over();
  EXPECT_EQ(status_of(result, "Passed"), "passed");
  EXPECT_EQ(status_of(result, "Failed"), "failed: suite_test.cpp:42 Expected: 1 Which is: 2");
  EXPECT_EQ(status_of(result, "Skipped"), "skipped: no GPU");
  EXPECT_EQ(status_of(result, "Crashed"), "crashed: the process died, signal unknown");
}

TEST(ExceptionParam, IsOnlyThereForWhatWentWrong) {
  ScriptedSession session;
  session.start().run("Good").begin("Bad").fail("boom").end(Status::failed).finish(false);
  const auto result = session.over();
  EXPECT_FALSE(exception_param(find(result, "Good"), "k"));
  const auto param = exception_param(find(result, "Bad"), "k");
  ASSERT_TRUE(param);
  EXPECT_EQ(param->key, "k_exception");
  EXPECT_THAT(param->value, ::testing::HasSubstr("boom"));
}

TEST(ExceptionParam, OfTenMegabytesIsCut) {
  ScriptedSession session;
  session.start().begin("Bad").fail(std::string(10'000'000, 'x')).end(Status::failed).finish(false);
  const auto param = exception_param(find(session.over(), "Bad"), "k");
  ASSERT_TRUE(param);
  EXPECT_EQ(param->value.size(), k_max_param_bytes);
}

}  // namespace
}  // namespace testtracker::upload
