// Entries of ctest and the cases that listeners record beneath them.

#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::session {
namespace {

constexpr std::int64_t k_launcher = 4000;

class Entries : public testing::Test {
 protected:
  Entries() : ctest(start_ctest()) {}

  ScriptedSession::Process start_ctest() {
    auto started = session.program_started("ctest", {"-j8"});
    started.kind = "ctest";
    started.framework = "ctest";
    return session.start(started);
  }
  // A program with a listener, started by the launcher of that entry.
  ScriptedSession::Process start_case(const std::string& entry, std::int64_t launcher) {
    auto started = session.program_started("unit_tests");
    started.entry = entry;
    started.entry_pid = launcher;
    started.parent_pid = launcher;
    return session.start(started);
  }
  void judge(TestId id, std::int64_t launcher, std::int32_t code, Status status) {
    ProcessExited exited;
    exited.test = id;
    exited.pid = launcher;
    exited.exit_code = code;
    exited.max_resident_bytes = 4096;
    ctest.add(exited);
    ctest.end(status);
  }

  ScriptedSession session;
  ScriptedSession::Process ctest;
};

TEST_F(Entries, WithoutCasesAreTestsThemselves) {
  ctest.begin("script", "ctest");
  judge(1, k_launcher, 0, Status::passed);
  ctest.finish();
  const auto result = session.over();
  EXPECT_EQ(result.counts.total, 1U);
  EXPECT_EQ(result.entry_counts.total, 1U);
  EXPECT_EQ(find(result, "script").attempts[0].max_resident_bytes, 4096U);
  EXPECT_EQ(find(result, "script").identity.program, "ctest");
}

TEST_F(Entries, WithCasesAreNotCountedTwice) {
  ctest.begin("unit", "ctest");
  start_case("unit", k_launcher).run("A").run("B", Status::failed).finish(false);
  judge(1, k_launcher, 1, Status::failed);
  ctest.finish(false);
  const auto result = session.over();
  EXPECT_TRUE(find(result, "unit").has_cases);
  EXPECT_EQ(find(result, "A").entry, "unit");
  EXPECT_EQ(result.counts.total, 2U);
  EXPECT_EQ(result.counts.failed, 1U);
  EXPECT_EQ(result.entry_counts.failed, 1U);
}

TEST_F(Entries, ThatPassDoNotExcuseWhatAnEarlyExitLeftOut) {
  ctest.begin("leaves", "ctest");
  start_case("leaves", k_launcher).plan({"A", "B"}).begin("A").finish(false);
  judge(1, k_launcher, 0, Status::passed);
  ctest.finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::exited);
  EXPECT_EQ(find(result, "B").status, Status::not_run);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST_F(Entries, ThatFailWithoutAFailedCaseStandForThemselves) {
  ctest.begin("leaks", "ctest");
  start_case("leaks", k_launcher).run("A").finish();
  judge(1, k_launcher, 23, Status::failed);
  ctest.finish(false);
  const auto result = session.over();
  EXPECT_FALSE(find(result, "leaks").has_cases);
  EXPECT_EQ(result.counts.failed, 1U);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST_F(Entries, ThatWillFailExcuseTheirCases) {
  ctest.begin("will_fail", "ctest");
  start_case("will_fail", k_launcher).run("A", Status::failed).finish(false);
  judge(1, k_launcher, 1, Status::passed);
  ctest.finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::expected_failure);
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST_F(Entries, ThatCtestCallsSkippedDoNotHideAFailedSetUp) {
  ctest.begin("B.one", "ctest");
  start_case("B.one", k_launcher).fail_outside(Phase::suite_set_up, "B").finish(false);
  judge(1, k_launcher, 1, Status::skipped);
  ctest.finish();
  EXPECT_EQ(session.over().verdict, Verdict::failed);
}

TEST_F(Entries, TellWhoTookTooLong) {
  ctest.begin("slow", "ctest");
  auto slow = start_case("slow", k_launcher);
  slow.begin("A").die();
  ProcessExited exited;
  exited.test = 1;
  exited.pid = k_launcher;
  ctest.add(exited).end(Status::timed_out).finish(false);
  EXPECT_EQ(find(session.over(), "A").status, Status::timed_out);
}

TEST_F(Entries, AreDecidedByTheirLastAttempt) {
  ctest.begin("flaky", "ctest").end(Status::failed);
  ctest.begin("flaky", "ctest").end(Status::passed).finish();
  const auto flaky = find(session.over(), "flaky");
  EXPECT_EQ(flaky.status, Status::passed);
  EXPECT_TRUE(flaky.flaky);
  EXPECT_EQ(flaky.attempts.size(), 2U);
}

TEST_F(Entries, ThatRanWhenCtestWasKilledDidNotRun) {
  ctest.plan({"running", "waiting"}, "ctest").begin("running", "ctest");
  auto runner = session.start_runner();
  runner.add(killed_by(ctest, 9)).finish(false);
  ctest.finish(false);
  const auto result = session.over();
  EXPECT_EQ(find(result, "running").status, Status::not_run);
  EXPECT_EQ(find(result, "waiting").status, Status::not_run);
  EXPECT_EQ(result.verdict, Verdict::interrupted);
}

}  // namespace
}  // namespace testtracker::session
