// Several attempts of one test, in one process and in several.

#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::session {
namespace {

using testing::SizeIs;

TEST(Retries, InOneProcessAFailedRepetitionDecides) {
  ScriptedSession session;
  session.start()
      .run("A", Status::failed)
      .add(IterationStarted{1})
      .run("A", Status::passed)
      .finish(false);
  const auto result = session.over();
  const auto test = find(result, "A");
  EXPECT_EQ(test.status, Status::failed);
  EXPECT_TRUE(test.flaky);
  ASSERT_THAT(test.attempts, SizeIs(2));
  EXPECT_EQ(test.attempts[1].iteration, 1);
  EXPECT_EQ(result.counts.total, 1U);
  EXPECT_EQ(result.counts.flaky, 1U);
}

TEST(Retries, OverProcessesTheLastOneDecides) {
  ScriptedSession session;
  session.start().run("A", Status::failed).finish(false);
  session.start().run("A").finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::passed);
  EXPECT_TRUE(find(result, "A").flaky);
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST(Retries, APassThatFailsLaterFails) {
  ScriptedSession session;
  session.start().run("A").finish();
  session.start().run("A", Status::failed).finish(false);
  EXPECT_EQ(find(session.over(), "A").status, Status::failed);
}

TEST(Retries, EqualAttemptsAreNotFlaky) {
  ScriptedSession session;
  session.start().run("A", Status::failed).finish(false);
  session.start().run("A", Status::failed).finish(false);
  EXPECT_FALSE(find(session.over(), "A").flaky);
}

TEST(Retries, ACrashThatPassesOnRetryIsFlaky) {
  ScriptedSession session;
  session.start().begin("A").die();
  session.start().run("A").finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::passed);
  EXPECT_TRUE(find(result, "A").flaky);
  EXPECT_EQ(result.counts.crashed, 0U);
}

TEST(Retries, ATestThatWasNotRunAtFirstIsNotFlaky) {
  ScriptedSession session;
  session.start().plan({"A", "B"}).begin("A").die();
  session.start().run("B").finish();
  const auto test = find(session.over(), "B");
  EXPECT_EQ(test.status, Status::passed);
  EXPECT_FALSE(test.flaky);
}

TEST(Retries, AProgramWithOtherArgumentsOfItsOwnIsAnotherProgram) {
  ScriptedSession session;
  session.start("unit", {"--backend=a"}).run("A", Status::failed).finish(false);
  session.start("unit", {"--backend=b"}).run("A").finish();
  const auto result = session.over();
  EXPECT_THAT(result.tests, SizeIs(2));
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(Retries, AProgramThatRunsItsTestsTwiceMayCrashInTheSecondRun) {
  ScriptedSession session;
  session.start().run("A").finish().begin("A").die();
  const auto test = find(session.over(), "A");
  EXPECT_EQ(test.status, Status::crashed);
  EXPECT_TRUE(test.flaky);
}

TEST(Retries, WhileTheRetryRunsTheTestIsNotFinished) {
  ScriptedSession session;
  session.start().run("A", Status::failed).finish(false);
  session.start().begin("A");
  const auto result = session.live();
  EXPECT_FALSE(find(result, "A").finished);
  EXPECT_EQ(result.counts.total, 0U);
}

}  // namespace
}  // namespace testtracker::session
