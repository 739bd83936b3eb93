// Every outcome of a single test.

#include "program_run.hpp"

#include <gmock/gmock.h>

namespace testtracker::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class Outcomes : public ProgramTest {};

TEST_F(Outcomes, APassedTestHasADurationAndAPlace) {
  const auto run = this->run("Outcome.Passes");
  const auto& test = run.test("Outcome", "Passes");
  EXPECT_EQ(test.status, Status::passed);
  EXPECT_GT(test.duration.count(), 0);
  EXPECT_THAT(test.file, ::testing::EndsWith("outcomes.cpp"));
  EXPECT_GT(test.line, 0);
  EXPECT_TRUE(test.exception_text.empty());
  EXPECT_EQ(run.exit.exit_code, 0);
}

TEST_F(Outcomes, AFatalFailureKeepsItsTextAndPlace) {
  const auto run = this->run("Outcome.FailsFatally");
  const auto& test = run.test("Outcome", "FailsFatally");
  EXPECT_EQ(test.status, Status::failed);
  ASSERT_EQ(test.attempts.at(0).failures.size(), 1U);
  const auto& failure = test.attempts[0].failures[0];
  EXPECT_EQ(failure.kind, FailureKind::fatal_assertion);
  EXPECT_THAT(failure.file, ::testing::EndsWith("outcomes.cpp"));
  EXPECT_GT(failure.line, test.line);
  EXPECT_THAT(failure.text, HasSubstr("fatal text"));
  EXPECT_EQ(run.exit.exit_code, 1);
}

TEST_F(Outcomes, AllNonFatalFailuresAreKept) {
  const auto run = this->run("Outcome.FailsTwice");
  const auto& failures = run.test("Outcome", "FailsTwice").attempts.at(0).failures;
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_THAT(failures[0].text, HasSubstr("first text"));
  EXPECT_THAT(failures[1].text, HasSubstr("second text"));
  EXPECT_EQ(failures[1].kind, FailureKind::assertion);
}

TEST_F(Outcomes, ASkipKeepsItsReason) {
  const auto run = this->run("Outcome.IsSkipped:SetUpSkips.*");
  EXPECT_EQ(run.status("Outcome", "IsSkipped"), Status::skipped);
  EXPECT_EQ(run.test("Outcome", "IsSkipped").attempts.at(0).skip_reason, "no GPU");
  EXPECT_EQ(run.status("SetUpSkips", "IsSkipped"), Status::skipped);
  EXPECT_EQ(run.test("SetUpSkips", "IsSkipped").attempts.at(0).skip_reason, "SetUp says no");
}

TEST_F(Outcomes, AFailureOutweighsASkip) {
  EXPECT_EQ(run("Outcome.SkipsAfterAFailure").status("Outcome", "SkipsAfterAFailure"),
            Status::failed);
}

TEST_F(Outcomes, SucceedIsNotRecorded) {
  const auto run = this->run("Outcome.SucceedsWithWords");
  EXPECT_EQ(run.status("Outcome", "SucceedsWithWords"), Status::passed);
  EXPECT_TRUE(run.events<FailureReported>().empty());
}

TEST_F(Outcomes, DisabledTestsAreTold) {
  const auto run = this->run("*_IsOff:DISABLED_Off.*");
  EXPECT_THAT(run.names_with(Status::disabled),
              UnorderedElementsAre("Outcome.DISABLED_IsOff", "DISABLED_Off.IsOffWithItsSuite"));
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(Outcomes, DisabledTestsThatTheFilterLeavesOutAreNotTold) {
  EXPECT_THAT(run("Outcome.Passes").names(), ElementsAre("Outcome.Passes"));
}

TEST_F(Outcomes, DisabledTestsMayRunAllTheSame) {
  ProgramCall call;
  call.filter = "Outcome.DISABLED_IsOff";
  call.arguments = {"--gtest_also_run_disabled_tests"};
  EXPECT_EQ(run(call).status("Outcome", "DISABLED_IsOff"), Status::failed);
}

TEST_F(Outcomes, AnAssertionInAnotherThreadBelongsToTheTest) {
  const auto run = this->run("Outcome.FailsInAnotherThread");
  const auto& test = run.test("Outcome", "FailsInAnotherThread");
  EXPECT_EQ(test.status, Status::failed);
  EXPECT_THAT(test.exception_text, HasSubstr("from a thread"));
}

TEST_F(Outcomes, AssertionsOfManyThreadsAreAllThere) {
  const auto run = this->run("Outcome.FailsInManyThreads");
  EXPECT_EQ(run.test("Outcome", "FailsInManyThreads").attempts.at(0).failures.size(), 200U);
}

TEST_F(Outcomes, AHugeTextIsCutWithAMark) {
  const auto run = this->run("Outcome.FailsWith10Megabytes:Outcome.Passes");
  const auto failures = run.events<FailureReported>();
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_LT(failures[0].text.size(), 66U * 1024);
  EXPECT_THAT(failures[0].text, HasSubstr("bytes cut]"));
  EXPECT_EQ(run.exit.exit_code, 1);
}

struct Throwing {
  const char* suite;
  const char* name;
  const char* text;
};

void PrintTo(const Throwing& throwing, std::ostream* out) {
  *out << throwing.suite << '.' << throwing.name;
}

class Exceptions : public ProgramTest, public ::testing::WithParamInterface<Throwing> {};

TEST_P(Exceptions, KeepTextAndPhase) {
  const auto run = this->run(std::string(GetParam().suite) + "." + GetParam().name);
  const auto& test = run.test(GetParam().suite, GetParam().name);
  EXPECT_EQ(test.status, Status::failed);
  ASSERT_EQ(test.attempts.at(0).failures.size(), 1U);
  const auto& failure = test.attempts[0].failures[0];
  EXPECT_EQ(failure.kind, FailureKind::exception);
  EXPECT_EQ(failure.file, "");
  EXPECT_EQ(failure.text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Phases, Exceptions,
    ::testing::Values(
        Throwing{"Throws", "InTheBody",
                 "C++ exception with description \"body boom\" thrown in the test body."},
        Throwing{"Throws", "WhatIsNoException", "Unknown C++ exception thrown in the test body."},
        Throwing{"ThrowingConstructor", "Test",
                 "C++ exception with description \"constructor boom\" thrown in the test fixture's "
                 "constructor."},
        Throwing{"ThrowingSetUp", "Test",
                 "C++ exception with description \"set-up boom\" thrown in SetUp()."},
        Throwing{"ThrowingTearDown", "Test",
                 "C++ exception with description \"tear-down boom\" thrown in TearDown()."}),
    [](const auto& test) { return std::string(test.param.suite) + test.param.name; });

TEST_F(Outcomes, AFailureInSetUpIsTheTests) {
  const auto run = this->run("SetUpFails.IsNotEntered");
  const auto& test = run.test("SetUpFails", "IsNotEntered");
  EXPECT_EQ(test.status, Status::failed);
  EXPECT_EQ(test.attempts.at(0).failures.size(), 1U);
}

TEST_F(Outcomes, AFailureInTheDestructorIsTheTests) {
  const auto run = this->run("FailingDestructor.*");
  EXPECT_EQ(run.status("FailingDestructor", "Test"), Status::failed);
  EXPECT_THAT(run.test("FailingDestructor", "Test").exception_text,
              HasSubstr("destructor is broken"));
}

TEST_F(Outcomes, ParameterisedTestsHaveTheirParameter) {
  const auto run = this->run("Numbers/Even.*");
  EXPECT_THAT(run.names(), UnorderedElementsAre("Numbers/Even.IsEven/0", "Numbers/Even.IsEven/1",
                                                "Numbers/Even.IsEven/2"));
  EXPECT_EQ(run.test("Numbers/Even", "IsEven/1").value_param, "3");
  EXPECT_EQ(run.status("Numbers/Even", "IsEven/1"), Status::failed);
  EXPECT_EQ(run.status("Numbers/Even", "IsEven/2"), Status::passed);
}

TEST_F(Outcomes, TypedTestsHaveTheirType) {
  const auto run = this->run("Size/*");
  EXPECT_EQ(run.test("Size/0", "IsOne").type_param, "char");
  EXPECT_EQ(run.status("Size/0", "IsOne"), Status::passed);
  EXPECT_EQ(run.test("Size/1", "IsOne").type_param, "long");
  EXPECT_EQ(run.status("Size/1", "IsOne"), Status::failed);
}

TEST_F(Outcomes, AProgramWithoutExceptionsAndRttiIsTracked) {
  ProgramCall call;
  call.program = "plain_";
  const auto run = this->run(call);
  EXPECT_EQ(run.status("Plain", "Passes"), Status::passed);
  EXPECT_EQ(run.status("Plain", "Fails"), Status::failed);
  EXPECT_EQ(run.exit.exit_code, 1);
}

TEST_F(Outcomes, TheProgramSaysWhoItIs) {
  const auto run = this->run("Outcome.Passes");
  ASSERT_EQ(run.session.processes.size(), 1U);
  const auto& start = run.session.processes[0].start;
  EXPECT_EQ(start.framework, "googletest");
  EXPECT_THAT(start.compiler, ::testing::AnyOf(StartsWith("GCC "), StartsWith("Clang ")));
  EXPECT_FALSE(start.build_type.empty());
  EXPECT_EQ(start.program, "tracked_");
}

}  // namespace
}  // namespace testtracker::adapters
