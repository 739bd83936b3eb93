#include "traces/test_trace.hpp"

#include "unit/history/made_history.hpp"
#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace testtracker::traces {
namespace {

using session::ScriptedSession;
using ::testing::HasSubstr;

const TracePlace k_place{"7", "0f3c"};

/// Of the test A.
mlflow::Trace trace_of(const session::SessionResult& result, const std::string& change = {}) {
  const auto test =
      std::find_if(result.tests.begin(), result.tests.end(),
                   [](const session::TestResult& one) { return one.identity.name == "A"; });
  const auto index = static_cast<std::size_t>(std::distance(result.tests.begin(), test));
  return trace_of_test(k_place, result, {index, change, "why"}, "Suite/A");
}

/// The value of an assessment; `none` when there is none of the name.
std::string value_of(const mlflow::Trace& trace, const std::string& name) {
  for (const auto& one : trace.info.assessments) {
    if (one.assessment_name == name) {
      const auto* const flag = std::get_if<bool>(&one.feedback.value);
      return flag == nullptr ? std::get<std::string>(one.feedback.value)
                             : std::string(*flag ? "yes" : "no");
    }
  }
  return "none";
}

TEST(TestTrace, IsTheSameTraceEveryTime) {
  ScriptedSession session;
  session.start().begin("A").fail("no").end(Status::failed).finish(false);
  const auto one = trace_of(session.over(), "new failure");
  const auto other = trace_of(session.over(), "new failure");
  EXPECT_EQ(one.info.trace_id, trace_id(k_place, "Suite/A"));
  EXPECT_EQ(one.info.trace_id, "tr-" + one.spans[0].traceId);
  EXPECT_EQ(one.spans[0].spanId, other.spans[0].spanId);
  ASSERT_EQ(one.info.assessments.size(), 2U);
  EXPECT_EQ(one.info.assessments[0].assessment_id, other.info.assessments[0].assessment_id);
  EXPECT_NE(one.info.assessments[0].assessment_id, one.info.assessments[1].assessment_id);
}

TEST(TestTrace, HasAnIdOfItsOwnInEachRun) {
  EXPECT_NE(trace_id({"7", "a"}, "Suite/A"), trace_id({"7", "b"}, "Suite/A"));
  EXPECT_NE(trace_id(k_place, "Suite/A"), trace_id(k_place, "Suite/B"));
}

TEST(TestTrace, AsksForTheTestAndAnswersWithItsVerdict) {
  ScriptedSession session;
  session.start().begin("A").fail("no").end(Status::failed).finish(false);
  const auto trace = trace_of(session.over());
  EXPECT_EQ(trace.info.request_preview, "Suite/A");
  EXPECT_EQ(trace.info.response_preview, "failed: suite_test.cpp:42 no");
  EXPECT_EQ(trace.info.state, "ERROR");
  EXPECT_EQ(value_of(trace, "passed"), "no");
  EXPECT_EQ(value_of(trace, "change"), "none");
}

TEST(TestTrace, ASkippedTestNeitherPassedNorFailed) {
  ScriptedSession session;
  session.start().begin("A").skip("no GPU").end(Status::skipped).finish();
  const auto trace = trace_of(session.over());
  EXPECT_EQ(trace.info.state, "OK");
  EXPECT_EQ(value_of(trace, "passed"), "none");
}

TEST(TestTrace, TimesAreThoseOfTheTest) {
  ScriptedSession session;
  session.start().run("A").finish();
  const auto trace = trace_of(session.over());
  EXPECT_EQ(trace.info.execution_duration, "0.005000s");
  EXPECT_EQ(trace.info.request_time.substr(0, 10), "2023-11-14");
  EXPECT_EQ(
      std::stoll(trace.spans[0].endTimeUnixNano) - std::stoll(trace.spans[0].startTimeUnixNano),
      5'000'000);
}

TEST(TestTrace, EachOfSeveralAttemptsIsASpan) {
  ScriptedSession session;
  session.start().begin("A").fail("no").end(Status::failed).finish(false);
  session.start().run("A").finish();
  const auto trace = trace_of(session.over());
  ASSERT_EQ(trace.spans.size(), 3U);
  EXPECT_EQ(trace.spans[1].name, "attempt 1: failed");
  EXPECT_EQ(trace.spans[1].parentSpanId, trace.spans[0].spanId);
  ASSERT_EQ(trace.spans[1].events.size(), 1U);
  EXPECT_THAT(trace.spans[1].events[0].attributes[2].value.stringValue, HasSubstr("no"));
  EXPECT_TRUE(trace.spans[2].events.empty());
}

TEST(TestTrace, ATestThatWasNeverStartedHasNoTimes) {
  ScriptedSession session;
  session.start().plan({"A"}).finish(false);
  const auto trace = trace_of(session.over());
  EXPECT_FALSE(trace.info.execution_duration);
  EXPECT_EQ(trace.spans[0].startTimeUnixNano, trace.spans[0].endTimeUnixNano);
  EXPECT_EQ(value_of(trace, "passed"), "no");
}

TEST(TestTrace, OfAnEarlierRunItIsWhatTheRecordKnows) {
  history::MadeHistory made;
  made.run().passed("Suite/A", 7.5).failed("Suite/B", "x.cpp:1 no");
  const auto& run = made.history.runs[0];
  const auto good = trace_of_record(k_place, run, run.tests[0], made.history.texts);
  EXPECT_EQ(good.info.trace_id, trace_id(k_place, "Suite/A"));
  EXPECT_EQ(good.info.execution_duration, "0.007500s");
  EXPECT_EQ(good.info.response_preview, "passed");
  EXPECT_EQ(value_of(good, "passed"), "yes");
  const auto bad = trace_of_record(k_place, run, run.tests[1], made.history.texts);
  EXPECT_EQ(bad.info.response_preview, "failed: x.cpp:1 no");
  EXPECT_FALSE(bad.info.execution_duration);
}

}  // namespace
}  // namespace testtracker::traces
