#include "upload/run_note.hpp"

#include "base/json_text.hpp"
#include "unit/session/scripted_session.hpp"
#include "upload/test_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace testtracker::upload {
namespace {

using session::ScriptedSession;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Place k_place{"http://host", "7", "0f3c", "0a1b", true};

std::string note_of(const session::SessionResult& result, const NoteFacts& facts = {},
                    std::size_t max_bytes = 8000) {
  return run_note(result, assign_test_keys(result.tests), k_place, facts, max_bytes);
}

std::string line(const std::string& text, int number) {
  std::istringstream lines(text);
  std::string line;
  for (int i = 0; i < number; ++i) {
    std::getline(lines, line);
  }
  return line;
}

TEST(RunNote, BeginsWithTheVerdict) {
  ScriptedSession session;
  session.start().run("A").run("B").finish();
  EXPECT_THAT(note_of(session.over()), StartsWith("**Passed:** 2 tests, in "));
}

TEST(RunNote, ShowsFailedTestsInTheFirstThreeLines) {
  ScriptedSession session;
  session.start()
      .run("Good")
      .begin("Bad")
      .fail("boom")
      .end(Status::failed)
      .run("Worse", Status::failed)
      .finish(false);
  const auto note = note_of(session.over());
  EXPECT_THAT(line(note, 1), StartsWith("**Failed:** 2 of 3 tests"));
  EXPECT_THAT(line(note, 2), StartsWith("`Suite/Bad` failed: `suite_test.cpp:42 boom`"));
  EXPECT_THAT(line(note, 3), StartsWith("`Suite/Worse` failed"));
}

TEST(RunNote, LinksToTheTracesWhenThereAreSome) {
  ScriptedSession session;
  session.start().run("A").finish();
  EXPECT_THAT(note_of(session.over()), Not(HasSubstr("traces")));
  NoteFacts facts;
  facts.has_traces = true;
  EXPECT_THAT(note_of(session.over(), facts),
              HasSubstr("[traces of failed and changed tests](#/experiments/7/runs/0f3c/evaluations"
                        "?compareToRunUuid=0a1b)"));
}

TEST(RunNote, LinksAreRelative) {
  ScriptedSession session;
  session.start().run("A").finish();
  NoteFacts facts;
  facts.previous_name = "#29 0a1b2c3d";
  facts.has_artifacts = true;
  const auto note = note_of(session.over(), facts);
  EXPECT_THAT(note, HasSubstr("[compare with #29 0a1b2c3d](#/compare-runs?"));
  EXPECT_THAT(note, HasSubstr("[report](#/experiments/7/runs/0f3c/artifacts/report.html)"));
  EXPECT_THAT(note, Not(HasSubstr("http://")));
}

TEST(RunNote, TextsOfTestsAreNotMarkdown) {
  ScriptedSession session;
  session.start().begin("Bad").fail("a `tick` and ``two``").end(Status::failed).finish(false);
  EXPECT_THAT(note_of(session.over()), HasSubstr("``` suite_test.cpp:42 a `tick` and ``two`` ```"));
}

TEST(RunNote, StaysWithinTheLimitAndSaysWhatIsMissing) {
  ScriptedSession session;
  auto process = session.start();
  for (int i = 0; i < 500; ++i) {
    process.run("Test" + std::to_string(i), Status::failed);
  }
  const auto note = note_of(session.over(), {}, 5000);
  EXPECT_LE(note.size(), 5000U);
  EXPECT_TRUE(is_valid_utf8(note));
  EXPECT_THAT(note, HasSubstr(" more, in the table and the report"));
}

TEST(RunNote, EndsWithRemarks) {
  ScriptedSession session;
  session.start().run("A").finish();
  NoteFacts facts;
  facts.remarks = {"Something was left out."};
  EXPECT_THAT(note_of(session.over(), facts), ::testing::EndsWith("\n\nSomething was left out."));
}

}  // namespace
}  // namespace testtracker::upload
