#include "report/session_words.hpp"

#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::report {
namespace {

using session::Verdict;

session::SessionResult with_verdict(SampleSession session, Verdict verdict,
                                    std::uint64_t planned = 0) {
  session.result.verdict = verdict;
  session.result.planned = planned;
  return session.result;
}

TEST(Headline, CountsWhatFailed) {
  EXPECT_EQ(headline(full_session().result), "2 of 5 tests failed");
}

TEST(Headline, ASkippedTestIsNoPassedTest) {
  SampleSession session;
  session.add("A");
  session.add("B", Status::skipped);
  EXPECT_EQ(headline(session.result), "1 test passed, 1 was not executed");
}

TEST(Headline, AllPassed) {
  SampleSession session;
  session.add("A");
  EXPECT_EQ(headline(session.result), "The only test passed");
  session.add("B");
  EXPECT_EQ(headline(session.result), "All 2 tests passed");
}

TEST(Headline, NoTests) {
  EXPECT_EQ(headline(SampleSession().result), "No tests were run");
}

TEST(Headline, ARunningOrInterruptedSessionTellsHowFarItIs) {
  EXPECT_EQ(headline(with_verdict(full_session(), Verdict::running, 12)),
            "Running: 5 of 12 tests done, 2 failed");
  EXPECT_EQ(headline(with_verdict(full_session(), Verdict::interrupted, 12)),
            "Interrupted after 5 of 12 tests, 2 failed");
}

TEST(Doubts, NameAProgramWhoseExitCodeExcusesFailures) {
  auto session = full_session();
  EXPECT_THAT(doubts(session.result), ::testing::IsEmpty());
  session.result.processes.front().excused_failures = 2;
  EXPECT_THAT(doubts(session.result),
              ::testing::ElementsAre(::testing::AllOf(
                  ::testing::StartsWith("2 failures count as expected, because "),
                  ::testing::HasSubstr("let main() return what RUN_ALL_TESTS() returns"))));
}

TEST(Doubts, LeaveNestedProgramsAlone) {
  auto session = full_session();
  session.result.processes.front().excused_failures = 2;
  session.result.processes.front().start.nested = true;
  EXPECT_THAT(doubts(session.result), ::testing::IsEmpty());
}

TEST(RunName, IsBuildAndShortCommit) {
  auto context = sample_context();
  EXPECT_EQ(run_name(context), "#30 f3eb639a");
  context.build.reset();
  EXPECT_EQ(run_name(context), "f3eb639a");
  EXPECT_EQ(run_name({}), "");
}

}  // namespace
}  // namespace testtracker::report
