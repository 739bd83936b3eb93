// What becomes of a test whose process ended in the middle of it.

#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace testtracker::session {
namespace {

using testing::SizeIs;

TEST(ProcessEnding, ADeadProcessCrashedInItsOpenTest) {
  ScriptedSession session;
  session.start().begin("A").die();
  const auto result = session.over();
  const auto test = find(result, "A");
  EXPECT_EQ(test.status, Status::crashed);
  EXPECT_EQ(test.message, "the process died, signal unknown");
  EXPECT_EQ(result.counts.crashed, 1U);
  EXPECT_EQ(result.counts.failed, 1U);
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_THAT(result.tests, SizeIs(1));  // the crash is told once
}

TEST(ProcessEnding, TheParentKnowsTheSignal) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().begin("A");
  runner.add(killed_by(child, SIGSEGV)).finish(false);
  const auto test = find(session.over(), "A");
  EXPECT_EQ(test.status, Status::crashed);
  EXPECT_EQ(test.message, "SIGSEGV");
  EXPECT_EQ(test.attempts.at(0).signal, SIGSEGV);
}

TEST(ProcessEnding, AFailureBeforeTheCrashIsKeptInTheMessage) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().begin("A").fail("bad pointer");
  runner.add(killed_by(child, SIGABRT)).finish(false);
  EXPECT_EQ(find(session.over(), "A").message, "SIGABRT; suite_test.cpp:42 bad pointer");
}

TEST(ProcessEnding, AParentThatKilledItForItsTimeSaysTimedOut) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().begin("A");
  auto exited = killed_by(child, SIGKILL);
  exited.timed_out = true;
  runner.add(exited).finish(false);
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::timed_out);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(ProcessEnding, ExitZeroInsideATestIsNoPass) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().plan({"A", "B"}).begin("A");
  runner.add(exited_with(child, 0)).finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::exited);
  EXPECT_EQ(find(result, "A").message, "the process left by exit(), exit code 0");
  EXPECT_EQ(find(result, "B").status, Status::not_run);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(ProcessEnding, AProgramThatEndedInGoodOrderInsideATestExited) {
  ScriptedSession session;
  session.start().begin("A").finish();
  EXPECT_EQ(find(session.over(), "A").status, Status::exited);
}

TEST(ProcessEnding, AnExitIsMatchedByPidWhenTheProcessIsUnknown) {
  ScriptedSession session;
  auto runner = session.start_runner();
  session.start().begin("A");  // pid 102
  ProcessExited exited;
  exited.pid = 102;
  exited.signal = SIGFPE;
  runner.add(exited).finish(false);
  EXPECT_EQ(find(session.over(), "A").message, "SIGFPE");
}

TEST(ProcessEnding, AReapedProcessIsOverWhileTheSessionRuns) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().begin("A");
  runner.add(killed_by(child, SIGSEGV));
  const auto result = session.live();
  EXPECT_TRUE(find(result, "A").finished);
  EXPECT_EQ(result.counts.crashed, 1U);
}

TEST(ProcessEnding, AnInterruptedProgramInterruptsTheSession) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().begin("A");
  runner.add(killed_by(child, SIGINT)).finish(false);
  EXPECT_EQ(session.over().verdict, Verdict::interrupted);
}

TEST(ProcessEnding, ARunnerThatVanishedInterruptsTheSession) {
  ScriptedSession session;
  session.start_runner().die();
  session.start().run("A").finish();
  EXPECT_EQ(session.over().verdict, Verdict::interrupted);
}

TEST(ProcessEnding, PeakMemoryIsTakenFromTheParentsWord) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().run("A").finish();
  auto exited = exited_with(child, 0);
  exited.max_resident_bytes = 4096;
  runner.add(exited).finish();
  EXPECT_EQ(session.over().processes.at(1).max_resident_bytes, 4096U);
}

TEST(ProcessEnding, AProgramThatExitsWithZeroExpectedItsFailures) {
  ScriptedSession session;
  auto process = session.start();
  process.begin("A").fail("on purpose").end(Status::failed).run("B");
  process.fail_outside(Phase::environment_set_up).finish(false);
  process.add(exited_with(process, 0));
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::expected_failure);
  EXPECT_EQ(find(result, "A").message, "suite_test.cpp:42 on purpose");
  EXPECT_EQ(find(result, "Environment::SetUp").status, Status::expected_failure);
  EXPECT_EQ(result.verdict, Verdict::passed);
  EXPECT_EQ(result.counts.failed, 0U);
  EXPECT_EQ(result.processes.front().excused_failures, 2U);
}

TEST(ProcessEnding, AProgramThatPassesAndExitsOtherwiseFailed) {
  ScriptedSession session;
  auto process = session.start();
  process.run("A").finish();
  process.add(exited_with(process, 7));
  EXPECT_EQ(session.over().verdict, Verdict::failed);
}

TEST(ProcessEnding, ExitZeroInTheMiddleExcusesNothing) {
  ScriptedSession session;
  auto process = session.start();
  process.plan({"A", "B", "C"}).run("A", Status::failed).begin("B").finish(false);
  process.add(exited_with(process, 0));
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::failed);
  EXPECT_EQ(find(result, "B").status, Status::exited);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(ProcessEnding, AParentsWordWinsOverTheProcessesOwn) {
  ScriptedSession session;
  auto runner = session.start_runner();
  auto process = session.start();
  process.run("A", Status::failed).finish(false).add(exited_with(process, 0));
  runner.add(killed_by(process, SIGSEGV)).finish(false);
  EXPECT_EQ(session.over().processes.at(1).signal, SIGSEGV);
  EXPECT_EQ(session.over().verdict, Verdict::failed);
}

}  // namespace
}  // namespace testtracker::session
