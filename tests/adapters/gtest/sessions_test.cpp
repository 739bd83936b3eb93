// Which session a program joins and what it says at its end.

#include "program_run.hpp"
#include "support/file_text.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace testtracker::adapters {
namespace {

using ::testing::MatchesRegex;

class Sessions : public ProgramTest {
 protected:
  /// A program of its own: no session is given, the spool is in the test's directory.
  ProgramCall alone(const std::string& filter) {
    ProgramCall call;
    call.filter = filter;
    call.environment = {{"TESTTRACKER_SESSION", std::nullopt},
                        {"TESTTRACKER_SPOOL", dir_ / "alone"}};
    return call;
  }
  /// A stand-in for the uploader that says `outcome` where the real one says it.
  std::string uploader_that_says(const std::string& outcome) {
    const std::string path = dir_ / "uploader";
    test::write_file(path, "#!/bin/sh\necho '" + outcome + "' >\"$3/outcome\"\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
};

TEST_F(Sessions, InAGivenOneAProgramIsSilent) {
  EXPECT_EQ(run("Order.*").exit.error, "");
}

TEST_F(Sessions, AProgramAloneEndsWithTheRunsUrl) {
  auto call = alone("Order.*:Outcome.DISABLED_IsOff");
  call.environment.emplace_back("TESTTRACKER_PROGRAM",
                                uploader_that_says("delivering http://mlflow/run/1"));
  EXPECT_EQ(run(call).exit.error, "testtracker: 4 tests, 1 failed: http://mlflow/run/1\n");
}

TEST_F(Sessions, AProgramWhoseServerIsAwaySaysWhatToType) {
  auto call = alone("Order.A");
  call.environment.emplace_back("TESTTRACKER_PROGRAM",
                                uploader_that_says("spooled no server is configured"));
  EXPECT_THAT(run(call).exit.error,
              MatchesRegex("testtracker: 1 test; not uploaded: no server is configured; kept, "
                           "upload with: testtracker upload .*/alone/sessions/[^ ]*\n"));
}

TEST_F(Sessions, TheUploadersPlaceIsCompiledIn) {
  const auto program = test::read_file(programs_folder() + "/tracked_");
  EXPECT_NE(program.find("/bin/testtracker"), std::string::npos);
}

TEST_F(Sessions, AProgramStartedByATestIsNested) {
  ProgramCall call;
  call.filter = "Order.B";
  call.environment = {{"TESTTRACKER_PROCESS", "host-1-1"}};
  const auto run = this->run(call);
  EXPECT_TRUE(run.test("Order", "B").nested);
  EXPECT_EQ(run.session.counts.total, 0U);
}

TEST_F(Sessions, BothRunsOfAProgramAreInOneJournal) {
  ProgramCall call;
  call.filter = "Order.A";
  call.main = "run_twice";
  EXPECT_EQ(run(call).session.processes.size(), 1U);
}

}  // namespace
}  // namespace testtracker::adapters
