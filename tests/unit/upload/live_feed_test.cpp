#include "upload/live_feed.hpp"

#include "unit/session/scripted_session.hpp"

#include <gtest/gtest.h>

namespace testtracker::upload {
namespace {

using session::ScriptedSession;

ProgramStarted child_of(const ProgramStarted& parent, ProgramStarted child) {
  child.parent_pid = parent.pid;
  return child;
}

ProgramStarted runner_of(ScriptedSession& session) {
  auto runner = session.program_started("testtracker");
  runner.kind = "runner";
  return runner;
}

TEST(ProgressText, SaysHowFarItIs) {
  EXPECT_EQ(progress_text({312, 2, 1054}), "312 of 1054, 2 failed");
}

TEST(KnownBeforehand, IsASessionOfOneProgram) {
  ScriptedSession session;
  session.start().run("A");
  EXPECT_TRUE(is_known_beforehand(session.live()));
}

TEST(KnownBeforehand, IsNotASessionOfTwo) {
  ScriptedSession session;
  session.start().run("A");
  session.start().run("B");
  EXPECT_FALSE(is_known_beforehand(session.live()));
}

TEST(KnownBeforehand, NestedProgramsDoNotCount) {
  ScriptedSession session;
  session.start().run("A");
  auto nested = session.program_started("unit_tests");
  nested.nested = true;
  session.start(nested).run("B");
  EXPECT_TRUE(is_known_beforehand(session.live()));
}

TEST(KnownBeforehand, IsTheProgramThatARunnerStarted) {
  ScriptedSession session;
  const auto runner = runner_of(session);
  session.start(runner);
  session.start(child_of(runner, session.program_started("unit_tests"))).run("A");
  EXPECT_TRUE(is_known_beforehand(session.live()));
}

TEST(KnownBeforehand, BehindAScriptOfARunnerMoreMayCome) {
  ScriptedSession session;
  session.start(runner_of(session));
  auto grandchild = session.program_started("unit_tests");
  grandchild.parent_pid = 99;
  session.start(grandchild).run("A");
  EXPECT_FALSE(is_known_beforehand(session.live()));
}

}  // namespace
}  // namespace testtracker::upload
