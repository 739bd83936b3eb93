#include "unit/session/scripted_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::session {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(SessionFold, AllTestsPassed) {
  ScriptedSession session;
  session.start().run("A").run("B").finish();
  const auto result = session.over();
  EXPECT_EQ(result.verdict, Verdict::passed);
  EXPECT_EQ(result.counts.total, 2U);
  EXPECT_EQ(result.counts.passed, 2U);
  EXPECT_THAT(names_of(result), ElementsAre("Suite.A", "Suite.B"));
  EXPECT_TRUE(result.processes.at(0).passed);
}

TEST(SessionFold, AFailedTestTellsWhereAndWhy) {
  ScriptedSession session;
  session.start().begin("A").fail("1 is not 2\nmore").end(Status::failed).finish(false);
  const auto result = session.over();
  const auto test = find(result, "A");
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_EQ(test.status, Status::failed);
  EXPECT_EQ(test.message, "suite_test.cpp:42 1 is not 2 more");
  EXPECT_EQ(test.exception_text, "/src/suite_test.cpp:42: Failure\n1 is not 2\nmore");
  EXPECT_THAT(result.tests, SizeIs(1));  // the program's own word adds nothing
}

TEST(SessionFold, ASkippedTestKeepsItsReason) {
  ScriptedSession session;
  session.start().begin("A").skip("no GPU").end(Status::skipped).finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").message, "no GPU");
  EXPECT_EQ(result.counts.skipped, 1U);
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST(SessionFold, TestsOfASkippedSuiteCarryTheSuitesReason) {
  ScriptedSession session;
  session.start()
      .plan({"A", "B"})
      .skip_outside(Phase::suite_set_up, "Suite", "no licence")
      .run("A", Status::skipped)
      .finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").message, "no licence");
  EXPECT_EQ(find(result, "B").status, Status::skipped);
  EXPECT_EQ(find(result, "B").message, "no licence");
}

TEST(SessionFold, ADisabledTestIsCountedAndDoesNotFail) {
  ScriptedSession session;
  session.start().run("A").add(TestDisabled{"Suite", "DISABLED_B", "b.cpp", 3}).finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "DISABLED_B").status, Status::disabled);
  EXPECT_EQ(result.counts.disabled, 1U);
  EXPECT_EQ(result.counts.total, 2U);
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST(SessionFold, WhatBecomesKnownLaterIsAddedToTheTest) {
  ScriptedSession session;
  session.start().run("A").add(TestDescribed{1, "int", "", "late.cpp", 9}).finish();
  const auto test = find(session.over(), "A");
  EXPECT_EQ(test.file, "late.cpp");
  EXPECT_EQ(test.line, 9);
  EXPECT_EQ(test.type_param, "int");
}

TEST(SessionFold, AnExpectedFailureKeepsTheSessionGreen) {
  ScriptedSession session;
  session.start().begin("A").fail("known bug").end(Status::expected_failure).finish();
  const auto result = session.over();
  EXPECT_EQ(result.counts.expected_failures, 1U);
  EXPECT_EQ(result.counts.failed, 0U);
  EXPECT_EQ(result.verdict, Verdict::passed);
}

TEST(SessionFold, PlannedTestsThatAProgramLeftOutInGoodOrderAreSkipped) {
  ScriptedSession session;
  session.start().plan({"A", "B"}).run("A").finish();
  EXPECT_EQ(find(session.over(), "B").status, Status::skipped);
}

TEST(SessionFold, PlannedTestsOfADeadProgramWereNotRunAndStandLast) {
  ScriptedSession session;
  session.start().plan({"A", "B", "C"}).run("A").begin("B").die();
  session.start("other").run("D").finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "C").status, Status::not_run);
  EXPECT_EQ(find(result, "C").message, "the process ended before its turn");
  EXPECT_EQ(result.counts.not_run, 1U);
  EXPECT_THAT(names_of(result), ElementsAre("Suite.A", "Suite.B", "Suite.D", "Suite.C"));
}

TEST(SessionFold, ARunningTestIsNotCountedYet) {
  ScriptedSession session;
  session.start().plan({"A", "B", "C"}).run("A").begin("B");
  const auto result = session.live();
  EXPECT_EQ(result.verdict, Verdict::running);
  EXPECT_EQ(result.counts.total, 1U);
  EXPECT_EQ(result.planned, 3U);
  EXPECT_FALSE(find(result, "B").finished);
  EXPECT_EQ(result.processes.at(0).state, ProcessState::running);
}

TEST(SessionFold, NestedProgramsAreCountedApart) {
  ScriptedSession session;
  session.start().run("A").finish();
  auto nested = session.program_started("child");
  nested.nested = true;
  session.start(nested).run("Broken", Status::failed).finish(false);
  const auto result = session.over();
  EXPECT_EQ(result.verdict, Verdict::passed);
  EXPECT_EQ(result.counts.total, 1U);
  EXPECT_EQ(result.nested_counts.failed, 1U);
  EXPECT_TRUE(find(result, "Broken").nested);
  EXPECT_EQ(result.planned, 1U);
}

TEST(SessionFold, TestsOfOneNameInTwoProgramsAreTwoTests) {
  ScriptedSession session;
  session.start("one").run("A").finish();
  session.start("two").run("A", Status::failed).finish(false);
  const auto result = session.over();
  ASSERT_THAT(result.tests, SizeIs(2));
  EXPECT_EQ(result.tests[0].status, Status::passed);
  EXPECT_EQ(result.tests[1].status, Status::failed);
  EXPECT_EQ(result.tests[1].identity.program, "two");
}

TEST(SessionFold, ShardsOfOneProgramShareItsIdentity) {
  ScriptedSession session;
  session.start("unit", {"--gtest_filter=*"}).run("A").finish();
  session.start("unit", {"--gtest_output=xml:x"}).run("B").finish();
  const auto result = session.over();
  EXPECT_THAT(names_of(result), ElementsAre("Suite.A", "Suite.B"));
  EXPECT_EQ(find(result, "A").identity.program, find(result, "B").identity.program);
}

TEST(SessionFold, AJournalWithoutItsFirstRecordStillGivesItsTests) {
  ScriptedSession session;
  session.start("other").run("B").finish();
  ScriptedSession::Process lost(session, "host-999-1");
  lost.run("A").finish();
  const auto result = session.over();
  EXPECT_EQ(find(result, "A").status, Status::passed);
  EXPECT_EQ(find(result, "A").identity.program, "unknown program");
  EXPECT_EQ(result.started, seconds(1'700'000'001));
  EXPECT_LT(result.duration, seconds(1));
}

TEST(SessionFold, DamagedLinesAreKnownPerProcess) {
  ScriptedSession session;
  const auto process = session.start().run("A").finish();
  session.fold.set_damaged_lines(process.key(), 3);
  EXPECT_EQ(session.over().processes.at(0).damaged_lines, 3U);
}

TEST(SessionFold, AnEmptyJournalIsAProcessThatDied) {
  ScriptedSession session;
  session.fold.add_process("host-1-1");
  const auto result = session.over();
  EXPECT_EQ(result.processes.at(0).state, ProcessState::died);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(SessionFold, ASessionWithoutProcessesPassed) {
  const ScriptedSession session;
  const auto result = session.over();
  EXPECT_EQ(result.verdict, Verdict::passed);
  EXPECT_THAT(result.tests, IsEmpty());
}

TEST(SessionFold, ReportsOfATestBelongToItAndOthersToTheSession) {
  ScriptedSession session;
  session.start()
      .add(MetricReported{0, "load", 2})
      .add(ParamReported{0, "mode", "slow"})
      .add(ParamReported{0, "mode", "fast"})
      .begin("A")
      .add(MetricReported{1, "rows", 3})
      .add(ParamReported{1, "size", "big"})
      .add(NoteReported{1, "hello"})
      .add(AttachmentReported{1, "log", "attachments/log"})
      .add(SpanEnded{1, "inner", milliseconds(5), milliseconds(1)})
      .end()
      .finish();
  const auto result = session.over();
  const auto test = find(result, "A");
  ASSERT_THAT(result.params, SizeIs(1));
  EXPECT_EQ(result.params[0].value, "fast");
  EXPECT_EQ(result.metrics.at(0).name, "load");
  EXPECT_EQ(test.metrics.at(0).value, 3);
  EXPECT_EQ(test.params.at(0).value, "big");
  EXPECT_THAT(test.notes, ElementsAre("hello"));
  EXPECT_EQ(test.attachments.at(0).path, "attachments/log");
  EXPECT_EQ(test.spans.at(0).start, milliseconds(1));  // the test began at 4 ms
}

TEST(SessionFold, TheOrderInWhichJournalsAreReadChangesNothing) {
  const ProgramEnded ended;
  const TestEnded test_ended{1, Status::passed, milliseconds(1)};
  ScriptedSession first;
  ScriptedSession second;
  const auto one = first.program_started("one");
  const auto two = first.program_started("two");
  const std::vector<Event> story{TestStarted{1, "S", "T", "", "", "f", 1}, test_ended, ended};
  for (auto* session : {&first, &second}) {
    for (const auto& start : session == &first ? std::vector<ProgramStarted>{one, two}
                                               : std::vector<ProgramStarted>{two, one}) {
      auto process = session->start(start);
      for (const auto& event : story) {
        process.add(event);
      }
    }
  }
  const auto left = first.over();
  const auto right = second.over();
  EXPECT_EQ(left.tests.at(0).identity.program, "one");
  EXPECT_EQ(right.tests.at(0).identity.program, "one");
  EXPECT_EQ(left.started, right.started);
}

}  // namespace
}  // namespace testtracker::session
