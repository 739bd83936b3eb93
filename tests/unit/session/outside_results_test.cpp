// Failures that belong to no test become results of their own.

#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace testtracker::session {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(OutsideResults, AFailedSuiteSetUpFailsTheSession) {
  ScriptedSession session;
  session.start()
      .fail_outside(Phase::suite_set_up, "Suite")
      .run("A", Status::skipped)
      .finish(false);
  const auto result = session.over();
  const auto set_up = find(result, "SetUpTestSuite");
  EXPECT_EQ(set_up.status, Status::failed);
  EXPECT_EQ(set_up.identity.suite, "Suite");
  EXPECT_TRUE(set_up.outside_tests);
  EXPECT_EQ(find(result, "A").message, "SetUpTestSuite failed");
  EXPECT_EQ(result.counts.total, 2U);
  EXPECT_EQ(result.counts.failed, 1U);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(OutsideResults, AFailedEnvironmentCarriesTheProgramsName) {
  ScriptedSession session;
  session.start().plan({"A"}).fail_outside(Phase::environment_set_up).finish(false);
  const auto result = session.over();
  EXPECT_EQ(find(result, "Environment::SetUp").identity.suite, "unit_tests");
  EXPECT_EQ(find(result, "A").status, Status::not_run);
  EXPECT_THAT(result.tests, SizeIs(2));
}

TEST(OutsideResults, TearDownFailuresAreNamedToo) {
  ScriptedSession session;
  session.start()
      .run("A")
      .fail_outside(Phase::suite_tear_down, "Suite")
      .fail_outside(Phase::environment_tear_down)
      .finish(false);
  EXPECT_THAT(names_of(session.over()), ElementsAre("Suite.A", "Suite.TearDownTestSuite",
                                                    "unit_tests.Environment::TearDown"));
}

TEST(OutsideResults, TwoFailuresOfOneSetUpAreOneAttempt) {
  ScriptedSession session;
  session.start()
      .fail_outside(Phase::suite_set_up, "Suite")
      .fail_outside(Phase::suite_set_up, "Suite")
      .finish(false);
  const auto set_up = find(session.over(), "SetUpTestSuite");
  ASSERT_THAT(set_up.attempts, SizeIs(1));
  EXPECT_THAT(set_up.attempts[0].failures, SizeIs(2));
}

TEST(OutsideResults, AProgramThatDiedWithoutTestsFailed) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start();
  runner.add(killed_by(child, SIGSEGV)).finish(false);
  const auto result = session.over();
  EXPECT_THAT(names_of(result), ElementsAre("unit_tests.Program"));
  EXPECT_EQ(find(result, "Program").status, Status::crashed);
  EXPECT_EQ(find(result, "Program").message, "SIGSEGV");
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(OutsideResults, ACrashBetweenTestsIsToldBesideTheTestsThatWereNotRun) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().plan({"A", "B"}).run("A");
  runner.add(killed_by(child, SIGBUS)).finish(false);
  const auto result = session.over();
  EXPECT_EQ(find(result, "Program").message, "SIGBUS");
  EXPECT_EQ(find(result, "B").status, Status::not_run);
}

TEST(OutsideResults, ACrashBetweenTestsIsToldBesideAnEarlierFailure) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().run("A", Status::failed).run("B");
  runner.add(killed_by(child, SIGKILL)).finish(false);
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::failed);
  EXPECT_EQ(find(result, "Program").message, "SIGKILL");
}

TEST(OutsideResults, ACrashWithinATestIsToldOnce) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().run("A", Status::failed).begin("B");
  runner.add(killed_by(child, SIGKILL)).finish(false);
  EXPECT_THAT(names_of(session.over()), ElementsAre("Suite.A", "Suite.B"));
}

TEST(OutsideResults, AnExitCodeThatNoTestExplainsFails) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().run("A").finish();
  runner.add(exited_with(child, 23)).finish(false);
  const auto program = find(session.over(), "Program");
  EXPECT_EQ(program.status, Status::failed);
  EXPECT_THAT(program.message, HasSubstr("exit code 23"));
}

TEST(OutsideResults, ACrashAfterTheLastTestFails) {
  ScriptedSession session;
  auto runner = session.start_runner();
  const auto child = session.start().run("A").finish();
  runner.add(killed_by(child, SIGSEGV)).finish(false);
  EXPECT_EQ(find(session.over(), "Program").status, Status::crashed);
}

TEST(OutsideResults, AChildWithoutJournalThatFailedFailsTheRunnersSession) {
  ScriptedSession session;
  ProcessExited exited;
  exited.pid = 4711;
  exited.exit_code = 2;
  session.start_runner().add(exited).finish(false);
  const auto result = session.over();
  EXPECT_EQ(find(result, "Program").status, Status::failed);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(OutsideResults, AScriptsExitCodeRepeatsNothingThatATestSaid) {
  ScriptedSession session;
  auto runner = session.start_runner();
  session.start().run("A", Status::failed).finish(false);
  ProcessExited exited;
  exited.pid = 4711;
  exited.exit_code = 8;
  runner.add(exited).finish(false);
  EXPECT_THAT(names_of(session.over()), ElementsAre("Suite.A"));
}

TEST(OutsideResults, AnotherRunOfTheSameCommandThatPassesMakesItFlaky) {
  ScriptedSession session;
  session.start("unit", {"--gtest_filter=A"})
      .fail_outside(Phase::suite_set_up, "Suite")
      .finish(false);
  session.start("unit", {"--gtest_filter=A"}).run("A").finish();
  const auto result = session.over();
  const auto set_up = find(result, "SetUpTestSuite");
  EXPECT_EQ(set_up.status, Status::passed);
  EXPECT_TRUE(set_up.flaky);
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST(OutsideResults, ARunOfOtherTestsIsNoRerun) {
  ScriptedSession session;
  session.start("unit", {"--gtest_filter=A"})
      .fail_outside(Phase::suite_set_up, "Suite")
      .finish(false);
  session.start("unit", {"--gtest_filter=B"}).run("B").finish();
  EXPECT_EQ(session.over().verdict, Verdict::failed);
}

}  // namespace
}  // namespace testtracker::session
