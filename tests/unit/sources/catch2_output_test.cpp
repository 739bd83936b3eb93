#include "sources/programs/catch2_output.hpp"

#include "sources/programs/observed_catch2.hpp"
#include "unit/sources/seen_events.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

namespace testtracker::sources {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string k_dashes(79, '-');
const std::string k_dots(79, '.');

class Catch2OutputTest : public ::testing::Test {
 protected:
  /// Feeds the lines, each with its newline.
  void print(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      output_.feed(line + "\n");
    }
  }
  void print_heading(const std::vector<std::string>& names) {
    print({k_dashes});
    print(names);
    print({k_dashes, "a.cpp:1", k_dots, ""});
  }

  test::SeenEvents seen_;
  std::chrono::nanoseconds now_{};
  Catch2Output output_{"suite", seen_.sink(), [this] { return now_; }};
};

TEST_F(Catch2OutputTest, TellsATestWhenItEnds) {
  print({"Randomness seeded to: 1", ":test-result: PASS A test"});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0", "start suite.A test", "end 1 passed"));
}

TEST_F(Catch2OutputTest, ATestLastsFromTheEndOfTheOneBefore) {
  print({"Randomness seeded to: 1"});
  now_ = std::chrono::milliseconds(3);
  print({":test-result: PASS A"});
  now_ = std::chrono::milliseconds(8);
  print({":test-result: PASS B"});
  EXPECT_EQ(seen_.last<TestEnded>().duration, std::chrono::milliseconds(5));
}

TEST_F(Catch2OutputTest, AFailureHasItsPlaceTextAndSection) {
  print_heading({"A", "  outer", "    inner"});
  print({"a.cpp:7: FAILED:", "  CHECK( 1 == 2 )", "", ":test-result: FAIL A"});
  EXPECT_EQ(seen_.words()[2], "failure 1 a.cpp:7 CHECK( 1 == 2 )\nin section: outer / inner");
  EXPECT_EQ(seen_.words()[3], "end 1 failed");
}

TEST_F(Catch2OutputTest, ARuleAloneIsNoHeading) {
  print({"benchmark name   samples", k_dashes, "sort   100", ":test-result: PASS A"});
  print_heading({"B"});
  print({"a.cpp:7: SKIPPED:", "", ":test-result: SKIP B", "", std::string(79, '='),
         "test cases: 2 | 1 passed | 1 skipped"});
  EXPECT_EQ(seen_.words().back(), "end 2 skipped");
  EXPECT_TRUE(output_.has_ended());
}

TEST_F(Catch2OutputTest, ATestWithoutAssertionsIsNotTheEnd) {
  print({"Randomness seeded to: 1", "No assertions in test case 'A'", ":test-result: FAIL A"});
  EXPECT_FALSE(output_.has_ended());
}

TEST_F(Catch2OutputTest, ALongNameIsRecognisedByItsFirstLine) {
  print_heading({"A long name", "that is broken"});
  print({"a.cpp:7: FAILED:", "  text", ":test-result: FAIL A long name that is broken"});
  EXPECT_EQ(seen_.words()[2], "failure 1 a.cpp:7 text");
}

TEST_F(Catch2OutputTest, WhatWasPassedOrWarnedIsNoFailure) {
  print_heading({"A"});
  print({"a.cpp:7: PASSED:", "  CHECK( true )", "a.cpp:8: warning:", "  careful",
         "a.cpp:9: FAILED - but was ok:", "  CHECK_NOFAIL( false )", ":test-result: PASS A"});
  EXPECT_THAT(seen_.words(), Not(Contains(HasSubstr("failure"))));
}

TEST_F(Catch2OutputTest, ASkipHasItsReason) {
  print_heading({"A"});
  print({"a.cpp:7: SKIPPED:", "explicitly with message:", "  no disk", ":test-result: SKIP A"});
  EXPECT_EQ(seen_.words()[2], "skip 1 no disk");
  EXPECT_EQ(seen_.words()[3], "end 1 skipped");
}

TEST_F(Catch2OutputTest, ATestThatAbortLeavesOutIsPlannedOnly) {
  print({":test-result: SKIP A"});
  ASSERT_EQ(seen_.last<TestsPlanned>().tests.size(), 1U);
  EXPECT_THAT(seen_.words(), Not(Contains("start suite.A")));
}

TEST_F(Catch2OutputTest, ATestThatASignalEndedHasNoEnd) {
  print_heading({"A"});
  print({"a.cpp:7: FAILED:", "due to a fatal error condition:", "  SIGSEGV", ":test-result: FAIL A",
         std::string(79, '='), "test cases: 1 | 1 failed"});
  output_.finish(true);
  EXPECT_THAT(seen_.words(), Not(Contains("end 1 failed")));
  EXPECT_FALSE(output_.has_ended());
}

TEST_F(Catch2OutputTest, AFailureInTheWordsOfASignalEndsWhenAnotherTestFollows) {
  print_heading({"A"});
  print({"a.cpp:7: FAILED:", "due to a fatal error condition", ":test-result: FAIL A",
         ":test-result: PASS B"});
  EXPECT_THAT(seen_.words(), Contains("end 1 failed"));
}

TEST_F(Catch2OutputTest, AFailureInTheWordsOfASignalEndsWhenTheProgramDoes) {
  print_heading({"A"});
  print({"a.cpp:7: FAILED:", "due to a fatal error condition", ":test-result: FAIL A",
         std::string(79, '='), "test cases: 1 | 1 failed"});
  output_.finish(false);
  EXPECT_THAT(seen_.words(), Contains("end 1 failed"));
  EXPECT_TRUE(output_.has_ended());
}

TEST_F(Catch2OutputTest, BesideASignalTheDisappearanceIsNoted) {
  print({":test-result: PASS A"});
  output_.finish(true);
  EXPECT_THAT(seen_.last<NoteReported>().text, HasSubstr("behind \"A\""));
}

TEST_F(Catch2OutputTest, ADisappearedProgramIsToldBehindItsLastTest) {
  print({":test-result: PASS A"});
  output_.finish(false);
  EXPECT_THAT(seen_.words().back(), HasSubstr("behind \"A\""));
}

TEST_F(Catch2OutputTest, ATestThatFailedAndNeverEndedIsKnownByItsHeading) {
  print_heading({"A"});
  print({"a.cpp:7: FAILED:", "  CHECK( false )"});
  output_.finish(false);
  EXPECT_THAT(seen_.words(),
              ElementsAre("iteration 0", "start suite.A", "failure 1 a.cpp:7 CHECK( false )"));
}

TEST_F(Catch2OutputTest, FailuresThatComeBeforeEarlierEndsFindTheirTest) {
  print_heading({"B"});
  print({"a.cpp:7: FAILED:", "  text", ":test-result: PASS A", ":test-result: FAIL B"});
  EXPECT_THAT(seen_.words(),
              ElementsAre("iteration 0", "start suite.A", "end 1 passed", "start suite.B",
                          "failure 2 a.cpp:7 text", "end 2 failed"));
}

TEST(TakesMoreReporters, WhereTheUserChoseNone) {
  EXPECT_TRUE(shows_console({}));
  EXPECT_TRUE(shows_console({"a test", "--order", "rand", "-s", "-c", "section"}));
}

TEST(TakesMoreReporters, NotBesideThoseOfTheUser) {
  for (const char* const argument : {"-r", "-rxml", "-sr", "--reporter=xml", "-o", "--out", "-h",
                                     "-?", "--list-tests", "--version", "--"}) {
    EXPECT_FALSE(shows_console({argument})) << argument;
  }
}

}  // namespace
}  // namespace testtracker::sources
