// What fails or skips outside of any test: environments, suites, main, other listeners.

#include "program_run.hpp"

#include <gmock/gmock.h>

namespace testtracker::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class OutsideTests : public ProgramTest {
 protected:
  ProgramRun run_main(const std::string& main, const std::string& filter = "Order.A:Order.C") {
    ProgramCall call;
    call.main = main;
    call.filter = filter;
    return run(call);
  }
};

TEST_F(OutsideTests, AFailedSuiteSetUpIsAFailure) {
  const auto run = this->run("SuiteSetUpFails.*");
  const auto& set_up = run.test("SuiteSetUpFails", "SetUpTestSuite");
  EXPECT_EQ(set_up.status, Status::failed);
  EXPECT_TRUE(set_up.outside_tests);
  EXPECT_THAT(set_up.exception_text, HasSubstr("suite set-up is broken"));
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(OutsideTests, AThrowingSuiteSetUpIsAFailure) {
  const auto run = this->run("SuiteSetUpThrows.*");
  EXPECT_THAT(run.test("SuiteSetUpThrows", "SetUpTestSuite").exception_text,
              HasSubstr("\"suite boom\" thrown in SetUpTestSuite()"));
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

// Before 1.13 GoogleTest runs the tests of a suite whose set-up asked to skip.
TEST_F(OutsideTests, ASkippedSuiteIsWhatGoogleTestMakesOfIt) {
  const auto run = this->run("SuiteSetUpSkips.*");
  const bool is_skipped =
      run.exit.output.find("[  SKIPPED ] SuiteSetUpSkips.First") != std::string::npos;
  const auto expected = is_skipped ? Status::skipped : Status::passed;
  EXPECT_EQ(run.status("SuiteSetUpSkips", "First"), expected);
  EXPECT_EQ(run.status("SuiteSetUpSkips", "Second"), expected);
  EXPECT_EQ(run.test("SuiteSetUpSkips", "Second").message, is_skipped ? "no database" : "");
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(OutsideTests, AFailedSuiteTearDownIsAFailure) {
  const auto run = this->run("SuiteTearDownFails.*:SuiteTearDownThrows.*");
  EXPECT_EQ(run.status("SuiteTearDownFails", "Test"), Status::passed);
  EXPECT_THAT(run.test("SuiteTearDownFails", "TearDownTestSuite").exception_text,
              HasSubstr("suite tear-down is broken"));
  EXPECT_THAT(run.test("SuiteTearDownThrows", "TearDownTestSuite").exception_text,
              HasSubstr("\"tear-down of the suite\" thrown in TearDownTestSuite()"));
}

TEST_F(OutsideTests, AFatallyFailedEnvironmentIsAFailureAndItsTestsAreTold) {
  const auto run = run_main("environment_fails");
  const auto& set_up = run.test("tracked_", "Environment::SetUp");
  EXPECT_EQ(set_up.status, Status::failed);
  EXPECT_THAT(set_up.exception_text, HasSubstr("environment is broken"));
  EXPECT_NE(run.status("Order", "A"), Status::passed);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(OutsideTests, AnEnvironmentThatComplainsLetsTestsRunAndFailsTheProgram) {
  const auto run = run_main("environment_complains");
  EXPECT_EQ(run.status("tracked_", "Environment::SetUp"), Status::failed);
  EXPECT_EQ(run.status("Order", "A"), Status::passed);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(OutsideTests, AThrowingEnvironmentEndsTheRunAndIsAFailure) {
  const auto run = run_main("environment_throws");
  EXPECT_THAT(run.test("tracked_", "Environment::SetUp").exception_text,
              HasSubstr("\"environment boom\""));
  EXPECT_EQ(run.status("Order", "A"), Status::not_run);
  EXPECT_EQ(run.exit.exit_code, 1);
}

TEST_F(OutsideTests, ASkippingEnvironmentGivesItsReasonToEveryTest) {
  const auto run = run_main("environment_skips");
  EXPECT_THAT(run.names_with(Status::skipped), UnorderedElementsAre("Order.A", "Order.C"));
  EXPECT_EQ(run.test("Order", "C").attempts.at(0).skip_reason, "no cluster");
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(OutsideTests, AFailedEnvironmentTearDownIsAFailure) {
  const auto run = run_main("environment_leaves_dirt");
  EXPECT_THAT(run.test("tracked_", "Environment::TearDown").exception_text,
              HasSubstr("tear-down is broken"));
  EXPECT_EQ(run.status("Order", "C"), Status::passed);
}

TEST_F(OutsideTests, AThrowingEnvironmentTearDownIsAFailure) {
  const auto run = run_main("environment_throws_late");
  EXPECT_THAT(run.test("tracked_", "Environment::TearDown").exception_text,
              HasSubstr("\"late boom\""));
  EXPECT_EQ(run.status("Order", "C"), Status::passed);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(OutsideTests, AFailureBeforeTheTestsStartIsTheProgramsOwn) {
  const auto run = run_main("fail_before_all_tests");
  EXPECT_THAT(run.test("tracked_", "Program").exception_text, HasSubstr("main is broken"));
  EXPECT_EQ(run.status("Order", "A"), Status::passed);
  EXPECT_EQ(run.exit.exit_code, 1);
}

TEST_F(OutsideTests, AListenerThatThrowsWhenATestStartsFailsThatTest) {
  const auto run = run_main("throw_at_test_start");
  EXPECT_EQ(run.status("Order", "A"), Status::failed);
  EXPECT_THAT(run.test("Order", "A").exception_text, HasSubstr("\"listener boom\""));
  EXPECT_EQ(run.status("Order", "C"), Status::not_run);
  EXPECT_EQ(run.exit.exit_code, 1);
}

TEST_F(OutsideTests, AListenerThatThrowsWhenATestEndsFailsThatTest) {
  const auto run = run_main("throw_at_test_end");
  EXPECT_EQ(run.status("Order", "A"), Status::failed);
  EXPECT_EQ(run.status("Order", "C"), Status::not_run);
}

TEST_F(OutsideTests, AListenerThatThrowsAtTheEndFailsTheProgram) {
  const auto run = run_main("throw_at_program_end");
  EXPECT_THAT(run.names_with(Status::passed), UnorderedElementsAre("Order.A", "Order.C"));
  EXPECT_EQ(run.status("tracked_", "Program"), Status::failed);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(OutsideTests, RunningAllTestsTwiceGivesTwoAttempts) {
  const auto run = run_main("run_twice");
  EXPECT_EQ(run.test("Order", "A").attempts.size(), 2U);
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(OutsideTests, PropertiesOfTheSuiteAndTheProgramAreParamsOfTheSession) {
  const auto run = run_main("environment_records", "Property.*");
  std::vector<std::string> params;
  for (const auto& param : run.session.params) {
    params.push_back(param.name + "=" + param.value);
  }
  EXPECT_THAT(params, UnorderedElementsAre("Property.database=sqlite", "cluster=c7"));
}

}  // namespace
}  // namespace testtracker::adapters
