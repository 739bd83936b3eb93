#include "sources/programs/catch2_v2_output.hpp"

#include "unit/sources/seen_events.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::sources {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string k_dashes(79, '-');
const std::string k_dots(79, '.');
const std::string k_rule(79, '=');

class Catch2V2OutputTest : public ::testing::Test {
 protected:
  Catch2V2Output& start(std::vector<std::string> chosen) {
    Catch2Lists lists;
    lists.chosen = std::move(chosen);
    return start(std::move(lists));
  }
  Catch2V2Output& start(Catch2Lists lists) {
    output_.emplace("suite", std::move(lists), seen_.sink());
    return *output_;
  }
  void print(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      output_->feed(line + "\n");
    }
  }
  void fail(const std::vector<std::string>& names) {
    print({k_dashes});
    print(names);
    print({k_dashes, "a.cpp:1", k_dots, "", "a.cpp:7: FAILED:", "  CHECK( 1 == 2 )", ""});
  }

  test::SeenEvents seen_;
  std::optional<Catch2V2Output> output_;
};

TEST_F(Catch2V2OutputTest, TestsThatPassAreKnownFromTheListWhenTheTotalsAgree) {
  start({"A", "B", "C"});
  fail({"B"});
  print({k_rule, "test cases: 3 | 2 passed | 1 failed"});
  output_->finish(false);
  EXPECT_THAT(seen_.words(),
              ElementsAre("iteration 0", "start suite.B", "failure 1 a.cpp:7 CHECK( 1 == 2 )",
                          "end 1 failed", "start suite.A", "end 2 passed", "start suite.C",
                          "end 3 passed"));
  EXPECT_TRUE(output_->has_ended());
  EXPECT_FALSE(output_->has_passed());
}

TEST_F(Catch2V2OutputTest, NoDurationIsMadeUp) {
  start({"A"});
  print({k_rule, "All tests passed (1 assertion in 1 test case)"});
  output_->finish(false);
  EXPECT_EQ(seen_.last<TestEnded>().duration, k_unknown_duration);
}

TEST_F(Catch2V2OutputTest, AFailureIsToldWhenTheNextTestFails) {
  start({"A", "B"});
  fail({"A"});
  fail({"B"});
  print({k_dashes});
  EXPECT_THAT(seen_.words(), Contains("end 1 failed"));
}

TEST_F(Catch2V2OutputTest, TotalsThatDisagreeTellNoTestPassed) {
  start({"A", "B", "C"});
  fail({"B"});
  print({k_rule, "test cases: 4 | 3 passed | 1 failed"});
  output_->finish(false);
  EXPECT_THAT(seen_.last<NoteReported>().text, HasSubstr("4 tests, 3 of them passed"));
  EXPECT_THAT(seen_.words(), Not(Contains(HasSubstr("suite.A"))));
}

TEST_F(Catch2V2OutputTest, TotalsThatDisagreeBesideNoFailureTellNothing) {
  start({"A"});
  print({k_rule, "All tests passed (1 assertion in 2 test cases)"});
  output_->finish(false);
  EXPECT_THAT(seen_.words(), IsEmpty());
}

TEST_F(Catch2V2OutputTest, ExpectedFailuresAreKnownByTheirTags) {
  Catch2Lists lists;
  lists.chosen = {"may", "should", "should not"};
  lists.may_fail = {"may"};
  lists.should_fail = {"should", "should not"};
  start(lists);
  fail({"may"});
  fail({"should"});
  print({k_rule, "test cases: 3 | 1 failed | 2 failed as expected"});
  output_->finish(false);
  EXPECT_THAT(seen_.words(), Contains("end 1 expected_failure"));
  EXPECT_THAT(seen_.words(), Contains("end 2 expected_failure"));
  EXPECT_THAT(seen_.words(), Contains("end 3 failed"));
}

TEST_F(Catch2V2OutputTest, ALongNameIsKnownFromTheList) {
  start({"a long name that Catch2 breaks", "a long name"});
  fail({"a long name that", "Catch2 breaks", "  section"});
  print({k_rule, "test cases: 2 | 1 passed | 1 failed"});
  output_->finish(false);
  EXPECT_EQ(seen_.words()[1], "start suite.a long name that Catch2 breaks");
}

TEST_F(Catch2V2OutputTest, TheRestOfALongNameMayBeIndented) {
  start({"Scenario: a long story"});
  fail({"Scenario: a long", "          story"});
  print({k_rule, "test cases: 1 | 1 failed"});
  output_->finish(false);
  EXPECT_EQ(seen_.words()[1], "start suite.Scenario: a long story");
}

TEST_F(Catch2V2OutputTest, NamesThatOnlyHyphensTellApartAreNotMixedUp) {
  start({"a-b", "ab"});
  fail({"ab"});
  print({k_rule, "test cases: 2 | 1 passed | 1 failed"});
  output_->finish(false);
  EXPECT_EQ(seen_.words()[1], "start suite.ab");
}

TEST_F(Catch2V2OutputTest, TestsThatAbortLeavesOutAreNotRun) {
  start({"A", "B", "C"});
  fail({"B"});
  print({k_rule, "test cases: 2 | 1 passed | 1 failed"});
  output_->finish(false);
  EXPECT_THAT(seen_.words(), Contains("start suite.A"));
  ASSERT_EQ(seen_.last<TestsPlanned>().tests.size(), 1U);
  EXPECT_EQ(seen_.last<TestsPlanned>().tests[0].name, "C");
}

TEST_F(Catch2V2OutputTest, WithoutAnOrderAPartOfTheListIsNotGuessed) {
  Catch2Lists lists;
  lists.chosen = {"A", "B", "C"};
  lists.is_ordered = false;
  start(lists);
  fail({"B"});
  print({k_rule, "test cases: 2 | 1 passed | 1 failed"});
  output_->finish(false);
  EXPECT_THAT(seen_.words(), Not(Contains(HasSubstr("suite.A"))));
}

TEST_F(Catch2V2OutputTest, AFatalSignalLeavesItsTestOpen) {
  start({"A", "B", "C"});
  print({k_dashes, "B", k_dashes, "a.cpp:1", k_dots, "",
         "a.cpp:7: FAILED:", "due to a fatal error condition:", "  SIGSEGV", "", k_rule,
         "test cases: 2 | 1 passed | 1 failed"});
  output_->finish(true);
  EXPECT_THAT(seen_.words(), Not(Contains(HasSubstr("end 1"))));
  EXPECT_THAT(seen_.words(), Contains("end 2 passed"));
  EXPECT_FALSE(output_->has_ended());
}

TEST_F(Catch2V2OutputTest, WithoutTotalsTheProgramDisappeared) {
  start({"A"});
  output_->finish(false);
  EXPECT_EQ(seen_.last<FailureReported>().phase, Phase::program);
}

TEST_F(Catch2V2OutputTest, ColoursAndWhatATestPrintedInFrontOfARuleDoNoHarm) {
  start({"A"});
  print({"no newline" + k_dashes, "A", k_dashes, "\x1b[0;2ma.cpp:1\x1b[0m", k_dots, "",
         "a.cpp:7: \x1b[1;31mFAILED\x1b[0m:", "  CHECK( false )\r", k_rule,
         "test cases: \x1b[0m1\x1b[0m | \x1b[1;31m1 failed\x1b[0m"});
  output_->finish(false);
  EXPECT_THAT(seen_.words(), Contains("failure 1 a.cpp:7 CHECK( false )"));
  EXPECT_THAT(seen_.words(), Contains("end 1 failed"));
}

}  // namespace
}  // namespace testtracker::sources
