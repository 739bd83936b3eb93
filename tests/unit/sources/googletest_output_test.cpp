#include "sources/programs/googletest_output.hpp"

#include "unit/sources/seen_events.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

namespace testtracker::sources {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GoogleTestOutputTest : public ::testing::Test {
 protected:
  /// Feeds the lines, each with its newline.
  void print(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      output_.feed(line + "\n");
    }
  }
  /// As a program begins that runs tests of `Suite`.
  void begin() {
    print({"[==========] Running 2 tests from 1 test suite.",
           "[----------] Global test environment set-up.", "[----------] 2 tests from Suite"});
  }

  test::SeenEvents seen_;
  std::chrono::nanoseconds now_{};
  GoogleTestOutput output_{seen_.sink(), [this] { return now_; }};
};

TEST_F(GoogleTestOutputTest, ReadsTestsWhileTheyRun) {
  begin();
  print({"[ RUN      ] Suite.A"});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0", "start Suite.A"));
  print({"[       OK ] Suite.A (0 ms)"});
  EXPECT_EQ(seen_.words().back(), "end 1 passed");
  EXPECT_FALSE(output_.has_ended());
  print({"[==========] 1 test from 1 test suite ran. (0 ms total)"});
  EXPECT_TRUE(output_.has_ended());
  EXPECT_TRUE(output_.has_passed());
}

TEST_F(GoogleTestOutputTest, AFailureHasItsPlaceAndWholeText) {
  begin();
  print({"[ RUN      ] Suite.A", "/src/a.cpp:12: Failure", "Expected: 1", "  Which is: 2",
         "[  FAILED  ] Suite.A (3 ms)"});
  EXPECT_EQ(seen_.words()[2], "failure 1 /src/a.cpp:12 Expected: 1\n  Which is: 2");
  EXPECT_EQ(seen_.words()[3], "end 1 failed");
  EXPECT_FALSE(output_.has_passed());
}

TEST_F(GoogleTestOutputTest, SeveralFailuresOfATestStayApart) {
  begin();
  print({"[ RUN      ] Suite.A", "a.cpp:1: Failure", "one", "b.cpp:2: Failure", "two",
         "[  FAILED  ] Suite.A (0 ms)"});
  EXPECT_EQ(seen_.words()[2], "failure 1 a.cpp:1 one");
  EXPECT_EQ(seen_.words()[3], "failure 1 b.cpp:2 two");
}

TEST_F(GoogleTestOutputTest, AnExceptionIsKnownAsOne) {
  begin();
  print({"[ RUN      ] Suite.A", "unknown file: Failure",
         "C++ exception with description \"boom\" thrown in the test body.",
         "[  FAILED  ] Suite.A (0 ms)"});
  const auto failure = seen_.last<FailureReported>();
  EXPECT_EQ(failure.kind, FailureKind::exception);
  EXPECT_EQ(failure.file, "");
}

TEST_F(GoogleTestOutputTest, ASkipKeepsItsReason) {
  begin();
  print({"[ RUN      ] Suite.A", "a.cpp:3: Skipped", "no disk", "[  SKIPPED ] Suite.A (0 ms)"});
  EXPECT_EQ(seen_.words()[2], "skip 1 no disk");
  EXPECT_EQ(seen_.words()[3], "end 1 skipped");
}

TEST_F(GoogleTestOutputTest, ColoursChangeNothing) {
  print({"\x1b[0;32m[==========] \x1b[mRunning 1 test from 1 test suite.",
         "\x1b[0;32m[ RUN      ] \x1b[mSuite.A", "\x1b[0;31m[  FAILED  ] \x1b[mSuite.A (0 ms)"});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0", "start Suite.A", "end 1 failed"));
}

TEST_F(GoogleTestOutputTest, ATestThatPrintsWithoutANewlineEndsAllTheSame) {
  begin();
  print({"[ RUN      ] Suite.A", "progress: 100%[       OK ] Suite.A (0 ms)"});
  EXPECT_EQ(seen_.words().back(), "end 1 passed");
}

TEST_F(GoogleTestOutputTest, WhatATestPrintsOfAnotherProgramIsNoResult) {
  begin();
  print({"[ RUN      ] Suite.A", "[==========] Running 1 test from 1 test suite.",
         "[ RUN      ] Inner.X", "[  FAILED  ] Inner.X (0 ms)",
         "[==========] 1 test from 1 test suite ran. (0 ms total)"});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0", "start Suite.A"));
  EXPECT_FALSE(output_.has_ended());
}

TEST_F(GoogleTestOutputTest, ANameThatBeginsLikeTheRunningTestsIsAnother) {
  begin();
  print({"[ RUN      ] Suite.A", "[       OK ] Suite.AB (0 ms)"});
  EXPECT_EQ(seen_.words().back(), "start Suite.A");
}

TEST_F(GoogleTestOutputTest, AFailureOutsideOfTestsHasItsPhase) {
  begin();
  print({"a.cpp:1: Failure", "no server", "[ RUN      ] Suite.A"});
  const auto failure = seen_.last<FailureReported>();
  EXPECT_EQ(failure.phase, Phase::suite_set_up);
  EXPECT_EQ(failure.suite, "Suite");
  EXPECT_EQ(failure.test, 0U);
}

TEST_F(GoogleTestOutputTest, AParameterIsKnownWhereItIsPrinted) {
  begin();
  print({"[ RUN      ] I/P.V/1", "[  FAILED  ] I/P.V/1, where GetParam() = (3, 4) (0 ms)"});
  EXPECT_EQ(seen_.last<TestDescribed>().value_param, "(3, 4)");
}

TEST_F(GoogleTestOutputTest, ATypeIsThatOfTheSuite) {
  print({"[==========] Running 1 test from 1 test suite.",
         "[----------] 1 test from Ty/0, where TypeParam = int", "[ RUN      ] Ty/0.T"});
  EXPECT_EQ(seen_.last<TestStarted>().type_param, "int");
}

TEST_F(GoogleTestOutputTest, ShortTestsAreTimedByTheClockAndLongOnesByTheirOwnWord) {
  begin();
  print({"[ RUN      ] Suite.A"});
  now_ += microseconds(40);
  print({"[       OK ] Suite.A (0 ms)"});
  EXPECT_EQ(seen_.last<TestEnded>().duration, microseconds(40));
  print({"[ RUN      ] Suite.B"});
  now_ += microseconds(10);
  print({"[       OK ] Suite.B (17 ms)"});
  EXPECT_EQ(seen_.last<TestEnded>().duration, milliseconds(17));
}

TEST_F(GoogleTestOutputTest, WithoutPrintedTimesTheClockCounts) {
  begin();
  print({"[ RUN      ] Suite.A"});
  now_ += milliseconds(40);
  print({"[       OK ] Suite.A"});
  EXPECT_EQ(seen_.last<TestEnded>().duration, milliseconds(40));
}

TEST_F(GoogleTestOutputTest, EachRepetitionIsAnIteration) {
  begin();
  print({"[==========] 2 tests from 1 test suite ran. (0 ms total)", "[  PASSED  ] 2 tests.",
         "Repeating all tests (iteration 2) . . .",
         "[==========] Running 2 tests from 1 test suite."});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0", "iteration 1"));
  EXPECT_FALSE(output_.has_ended());
}

TEST_F(GoogleTestOutputTest, BriefOutputShowsFailuresOnly) {
  print({"a.cpp:2: Failure", "why", "[  FAILED  ] Suite.Bad (1 ms)",
         "[==========] 8 tests from 4 test suites ran. (1 ms total)", "[  PASSED  ] 7 tests."});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0", "start Suite.Bad", "failure 1 a.cpp:2 why",
                                         "end 1 failed"));
  EXPECT_TRUE(output_.has_ended());
}

TEST_F(GoogleTestOutputTest, TheClosingListIsNoResult) {
  begin();
  print({"[==========] 2 tests from 1 test suite ran. (0 ms total)",
         "[  FAILED  ] 1 test, listed below:", "[  FAILED  ] Suite.A",
         "[  FAILED  ] I/P.V/1, where GetParam() = 2"});
  EXPECT_THAT(seen_.words(), ElementsAre("iteration 0"));
}

TEST_F(GoogleTestOutputTest, AProgramThatDiesLeavesItsTestOpenAndItsFailureTold) {
  begin();
  print({"[ RUN      ] Suite.A", "a.cpp:2: Failure"});
  output_.feed("half a li");
  output_.finish();
  EXPECT_THAT(seen_.words(),
              ElementsAre("iteration 0", "start Suite.A", "failure 1 a.cpp:2 half a li"));
}

TEST_F(GoogleTestOutputTest, PiecesOfAnySizeGiveTheSame) {
  const std::string text =
      "[==========] Running 1 test from 1 test suite.\n[ RUN      ] Suite.A\na.cpp:2: Failure\n"
      "why\n[  FAILED  ] Suite.A (0 ms)\n";
  for (const char byte : text) {
    output_.feed({&byte, 1});
  }
  EXPECT_THAT(seen_.words(),
              ElementsAre("iteration 0", "start Suite.A", "failure 1 a.cpp:2 why", "end 1 failed"));
}

TEST_F(GoogleTestOutputTest, AShardSaysWhichOneItIs) {
  print({"Note: This is test shard 2 of 3."});
  EXPECT_EQ(output_.shard_index(), 1);
  EXPECT_EQ(output_.shard_total(), 3);
}

TEST_F(GoogleTestOutputTest, OtherOutputMeansNothing) {
  print({"hello", "[ RUN      ] ", "[  FAILED  ] ", std::string(3'000'000, 'x'), "\x1b["});
  output_.finish();
  EXPECT_THAT(seen_.words(), IsEmpty());
  EXPECT_FALSE(output_.has_begun());
}

}  // namespace
}  // namespace testtracker::sources
