#include "traces/traced_tests.hpp"

#include "unit/history/made_history.hpp"
#include "unit/session/scripted_session.hpp"
#include "upload/test_keys.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace testtracker::traces {
namespace {

using history::MadeHistory;
using session::ScriptedSession;
using Changes = std::vector<std::pair<std::string, std::string>>;

/// Key and change of each chosen test, in order; `made` holds the run before and this one.
Changes changes_of(const session::SessionResult& result, const MadeHistory& made) {
  const auto keys = upload::assign_test_keys(result.tests);
  const auto comparison = history::compare_runs(made.history, 0, 1);
  Changes changes;
  for (const auto& one : traced_tests(result, keys, &comparison, made.history.texts, 100).tests) {
    changes.emplace_back(keys[one.test], one.change);
  }
  return changes;
}

TEST(TracedTests, BrokenOnesComeFirstThenThoseThatAreStillRed) {
  ScriptedSession session;
  session.start()
      .run("Fixed")
      .run("Red", Status::failed)
      .run("Same")
      .run("Breaks", Status::failed)
      .finish(false);
  MadeHistory made;
  made.run().failed("Suite/Fixed").failed("Suite/Red").passed("Suite/Same").passed("Suite/Breaks");
  made.run().passed("Suite/Fixed").failed("Suite/Red").passed("Suite/Same").failed("Suite/Breaks");
  EXPECT_EQ(changes_of(session.over(), made), (Changes{{"Suite/Breaks", "new failure"},
                                                       {"Suite/Red", "still failing"},
                                                       {"Suite/Fixed", "fixed"}}));
}

TEST(TracedTests, SlowerAndFasterOnesSayHowMuch) {
  ScriptedSession session;
  session.start().run("Slower").run("Faster").finish();
  MadeHistory made;
  made.run().passed("Suite/Slower", 100).passed("Suite/Faster", 300);
  made.run().passed("Suite/Slower", 400).passed("Suite/Faster", 100);
  const auto result = session.over();
  EXPECT_EQ(changes_of(result, made),
            (Changes{{"Suite/Slower", "slower"}, {"Suite/Faster", "faster"}}));
  const auto comparison = history::compare_runs(made.history, 0, 1);
  const auto traced = traced_tests(result, upload::assign_test_keys(result.tests), &comparison,
                                   made.history.texts, 100);
  EXPECT_EQ(traced.tests.front().why, "400 ms, before 100 ms");
}

TEST(TracedTests, WithoutARunBeforeNobodyKnowsWhatChanged) {
  ScriptedSession session;
  session.start().run("Good").run("Bad", Status::failed).finish(false);
  const auto result = session.over();
  const auto traced =
      traced_tests(result, upload::assign_test_keys(result.tests), nullptr, {}, 100);
  ASSERT_EQ(traced.tests.size(), 1U);
  EXPECT_EQ(traced.tests.front().change, "");
}

TEST(TracedTests, WhatHasNoRoomIsCounted) {
  ScriptedSession session;
  session.start()
      .run("A", Status::failed)
      .run("B", Status::failed)
      .run("C", Status::failed)
      .finish(false);
  const auto result = session.over();
  const auto traced = traced_tests(result, upload::assign_test_keys(result.tests), nullptr, {}, 2);
  EXPECT_EQ(traced.tests.size(), 2U);
  EXPECT_EQ(traced.left_out, 1U);
}

TEST(TracedTests, TestsThatCameOrWentAreNotCompared) {
  ScriptedSession session;
  session.start().run("Comes").finish();
  MadeHistory made;
  made.run().failed("Suite/Goes");
  made.run().passed("Suite/Comes");
  EXPECT_EQ(changes_of(session.over(), made), Changes{});
}

TEST(TracedTests, NestedTestsCountNowhere) {
  ScriptedSession session;
  session.start().run("Outer").finish();
  auto nested = session.program_started("inner");
  nested.nested = true;
  session.start(nested).run("Inner", Status::failed).finish(false);
  const auto result = session.over();
  const auto traced =
      traced_tests(result, upload::assign_test_keys(result.tests), nullptr, {}, 100);
  EXPECT_TRUE(traced.tests.empty());
}

}  // namespace
}  // namespace testtracker::traces
