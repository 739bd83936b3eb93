// TestTracker<>: the programs check what the hooks see; here is checked that they did.

#include "program_run.hpp"

#include <gmock/gmock.h>

namespace testtracker::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FixtureLayer : public ProgramTest {};

TEST_F(FixtureLayer, HooksSeeTestsRunsAndTheSuitesVerdict) {
  const auto run = this->run("Hooks.*");
  EXPECT_EQ(run.status("Hooks", "A_Passes"), Status::passed);
  EXPECT_THAT(run.test("Hooks", "B_Fails").attempts.at(0).failures, SizeIs(1));
  EXPECT_THAT(run.test("Hooks", "C_Throws").attempts.at(0).failures, SizeIs(1));
  EXPECT_EQ(run.status("Hooks", "D_SeesWhatWasThrown"), Status::skipped);
  EXPECT_THAT(run.session.tests, SizeIs(4)) << "TearDownTestSuite found a difference";
}

TEST_F(FixtureLayer, StandsOnAnyOtherFixture) {
  EXPECT_EQ(run("Store.*").exit.exit_code, 0);
}

TEST_F(FixtureLayer, StandsOnParameterisedFixtures) {
  const auto run = this->run("Some/WithParam.*");
  EXPECT_EQ(run.exit.exit_code, 0) << run.exit.output;
  EXPECT_THAT(run.session.tests, SizeIs(2));
}

TEST_F(FixtureLayer, AForgottenCallOfSetUpIsNoted) {
  const auto run = this->run("Forgetful.*:Store.*");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.test("Forgetful", "GetsANote").notes, SizeIs(1));
  EXPECT_THAT(run.test("Store", "StandsOnAnotherFixture").notes, IsEmpty());
}

TEST_F(FixtureLayer, ShowsTheRecordedEnvironmentWithoutSecrets) {
  ProgramCall call;
  call.filter = "Environment.*";
  call.environment = {{"TESTTRACKER_ENVIRONMENT", "CHOSEN,CHOSEN_TOKEN"},
                      {"CHOSEN", "yes"},
                      {"CHOSEN_TOKEN", "hunter2"}};
  const auto run = this->run(call);
  EXPECT_EQ(run.exit.exit_code, 0) << run.exit.output;
}

TEST_F(FixtureLayer, CountsAttempts) {
  ProgramCall call;
  call.filter = "Repeated.*";
  call.arguments = {"--gtest_repeat=3"};
  const auto run = this->run(call);
  std::vector<std::string> attempts;
  for (const auto& param : run.events<ParamReported>()) {
    attempts.push_back(param.value);
  }
  EXPECT_THAT(attempts, ElementsAre("1", "2", "3"));
}

TEST_F(FixtureLayer, WorksWhileNothingIsRecorded) {
  ProgramCall call;
  call.filter = "Store.*:Some/WithParam.*";
  call.environment = {{"TESTTRACKER", "off"}};
  EXPECT_EQ(run(call).exit.exit_code, 0);
}

TEST_F(FixtureLayer, InstallingTwiceRecordsOnce) {
  const auto run = this->run("Install.*");
  EXPECT_THAT(run.events<TestStarted>(), SizeIs(1));
}

}  // namespace
}  // namespace testtracker::adapters
