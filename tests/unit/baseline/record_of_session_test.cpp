#include "baseline/record_of_session.hpp"

#include "unit/baseline/records.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace testtracker::baseline {
namespace {

using report::attempt_of;
using report::k_noon;
using report::milliseconds;
using report::SampleSession;

class RecordOfSession : public testing::Test {
 protected:
  RunRecord record() {
    return record_of_session(session_.result, report::sample_context(), texts_);
  }

  SampleSession session_;
  Texts texts_;
};

TEST_F(RecordOfSession, KnowsWhereItHappened) {
  const auto run = record();
  EXPECT_EQ(run.series, "engine/main/linux-x86_64-gcc12-Release");
  EXPECT_EQ(run.name, "#30 f3eb639a");
  EXPECT_EQ(run.build, 30);
  EXPECT_EQ(run.environment.front().first, "build_type");
  EXPECT_EQ(run.environment.back(), (std::pair<std::string, std::string>("team", "motors")));
}

TEST_F(RecordOfSession, ADirtyTreeIsNoCommit) {
  auto context = report::sample_context();
  context.dirty = true;
  EXPECT_EQ(record_of_session(session_.result, context, texts_).clean_commit(), "");
  EXPECT_EQ(record().clean_commit(), context.commit);
}

TEST_F(RecordOfSession, CountsAttemptsAndTakesTheShortestThatPassed) {
  auto& test = session_.add("Starts", Status::passed, milliseconds(9));
  test.attempts.push_back(attempt_of(Status::passed, milliseconds(7)));
  test.attempts.push_back(attempt_of(Status::failed, milliseconds(1)));
  const auto run = record();
  const auto* found = find_test(run, texts_, "Engine/Starts");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->passes, 2);
  EXPECT_EQ(found->failures, 1);
  EXPECT_EQ(found->duration_ms, 7);
}

TEST_F(RecordOfSession, AFailedTestHasNoDurationAndItsMessage) {
  session_.add_failed("Stops", "1 is not 2");
  const auto run = record();
  const auto* found = find_test(run, texts_, "Engine/Stops");
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(std::isnan(found->duration_ms));
  EXPECT_EQ(texts_[found->message], "engine_test.cpp:42 1 is not 2");
}

TEST_F(RecordOfSession, AFailureIsWhereItHappenedAndNotWhereTheTestBegins) {
  auto& failed = session_.add_failed("Stops", "1 is not 2");
  failed.file = "/src/engine/stops.cpp";
  failed.line = 7;
  auto& passed = session_.add("Starts");
  passed.file = "/src/engine/starts.cpp";
  passed.line = 3;
  const auto run = record();
  const auto* stops = find_test(run, texts_, "Engine/Stops");
  EXPECT_THAT(texts_[stops->file], testing::EndsWith("engine_test.cpp"));
  EXPECT_EQ(stops->line, 42);
  const auto* starts = find_test(run, texts_, "Engine/Starts");
  EXPECT_EQ(texts_[starts->file], "/src/engine/starts.cpp");
  EXPECT_EQ(starts->line, 3);
}

TEST_F(RecordOfSession, ATestThatDidNotRunNeitherPassedNorFailed) {
  session_.add("Waits", Status::not_run);
  const auto run = record();
  EXPECT_EQ(run.tests.at(0).passes + run.tests.at(0).failures, 0);
}

TEST_F(RecordOfSession, LeavesOutNestedTestsAndEntriesThatHaveCases) {
  session_ = report::entries_session();
  session_.add_nested("Inner", Status::failed);
  const auto run = record();
  EXPECT_EQ(run.tests.size(), 3U);  // lint, and the cases of parser
  EXPECT_NE(find_test(run, texts_, "Engine/Writes"), nullptr);
}

TEST_F(RecordOfSession, AMetricOfSeveralAttemptsIsTheirMedian) {
  auto& test = session_.add("Loads");
  test.attempts.clear();
  for (const int second : {0, 1, 2}) {
    auto attempt = attempt_of(Status::passed, milliseconds(10));
    attempt.started = k_noon + std::chrono::seconds(second);
    test.attempts.push_back(attempt);
  }
  const auto report = [&](int second, double value) {
    test.metrics.push_back(
        {"rows", value, k_noon + std::chrono::seconds(second) + milliseconds(5)});
  };
  report(0, 1);
  report(0, 10);  // the attempt's last
  report(1, 30);
  report(2, 20);
  const auto run = record();
  const auto* rows = find_metric(run, texts_, "Engine/Loads/rows");
  ASSERT_NE(rows, nullptr);
  EXPECT_EQ(rows->value, 20);
  EXPECT_EQ(texts_[rows->test], "Engine/Loads");
}

TEST_F(RecordOfSession, AMetricOutsideOfTestsBelongsToNone) {
  session_.result.metrics.push_back({"warm_up_ms", 12.25, k_noon});
  const auto run = record();
  EXPECT_EQ(find_metric(run, texts_, "warm_up_ms")->test, 0U);
}

}  // namespace
}  // namespace testtracker::baseline
