// When recording is impossible: the tests go on as if nothing were, and one line tells of it.

#include "program_run.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace testtracker::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Disk : public ProgramTest {
 protected:
  ProgramRun run_with(std::vector<std::pair<std::string, std::optional<std::string>>> environment) {
    ProgramCall call;
    call.filter = "Order.A:Order.C";
    call.environment = std::move(environment);
    return run(call);
  }
};

TEST_F(Disk, ThatIsFullLosesRecordsAndNothingElse) {
  const auto run = this->run("Takes.TheRoomOnTheDiskWithoutSignal:Takes.Zzz");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.exit.error, HasSubstr("records are missing"));
  EXPECT_THAT(run.exit.error, HasSubstr("File too large"));
}

TEST_F(Disk, ThatATestLimitsNeverRaisesASignalForOurSake) {
  const auto run = this->run("Takes.TheRoomOnTheDisk:Takes.Zzz");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.exit.error, HasSubstr("records are missing"));
}

TEST_F(Disk, AClosedDescriptorLosesRecordsAndNothingElse) {
  const auto run = this->run("Takes.AllDescriptors:Takes.Zzz");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.exit.error, HasSubstr("records are missing"));
  EXPECT_THAT(run.exit.output, HasSubstr("[  PASSED  ] 2 tests."));
}

TEST_F(Disk, AWorkingDirectoryThatIsGoneIsNoProblem) {
  const auto run = this->run("Takes.TheDirectory:Takes.Zzz");
  EXPECT_EQ(run.status("Takes", "Zzz"), Status::passed);
  EXPECT_EQ(run.exit.error, "");
}

TEST_F(Disk, AnEmptiedEnvironmentIsNoProblem) {
  const auto run = this->run("Takes.TheEnvironment:Takes.Zzz");
  EXPECT_EQ(run.status("Takes", "Zzz"), Status::passed);
  EXPECT_EQ(run.exit.error, "");
}

TEST_F(Disk, ARelativeSessionSurvivesAChangeOfDirectory) {
  ProgramCall call;
  call.filter = "Takes.TheDirectory:Takes.Zzz";
  call.directory = dir_.path();
  call.environment = {{"TESTTRACKER_SESSION", "spool/sessions/s1"}};
  EXPECT_EQ(run(call).status("Takes", "Zzz"), Status::passed);
}

TEST_F(Disk, ASpoolThatCannotBeMadeIsToldInOneLine) {
  // A file where a directory should be; root may write everywhere else.
  const auto run = run_with({{"TESTTRACKER_SESSION", std::nullopt},
                             {"TESTTRACKER_SPOOL", session_ + "/session.json/spool"}});
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.exit.error, HasSubstr("testtracker: nothing was recorded: "));
  EXPECT_THAT(run.exit.error, HasSubstr("TESTTRACKER=off"));
  EXPECT_THAT(run.exit.error, ::testing::EndsWith("\n"));
}

TEST_F(Disk, ASpoolWithoutPermissionIsToldInOneLine) {
  ProgramCall call;
  call.filter = "Order.A";
  call.main = "as_nobody";  // root may write everywhere
  call.environment = {{"TESTTRACKER_SESSION", std::nullopt}};
  std::filesystem::permissions(dir_ / "spool", std::filesystem::perms::none);
  const auto exit = run_only(call);
  std::filesystem::permissions(dir_ / "spool", std::filesystem::perms::owner_all);
  EXPECT_EQ(exit.exit_code, 0);
  EXPECT_THAT(exit.error, HasSubstr("testtracker: nothing was recorded: "));
  EXPECT_THAT(exit.error, HasSubstr("Permission denied"));
}

TEST_F(Disk, NoHomeDirectoryIsToldInOneLine) {
  const auto run = run_with({{"TESTTRACKER_SESSION", std::nullopt},
                             {"TESTTRACKER_SPOOL", std::nullopt},
                             {"HOME", std::nullopt}});
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.exit.error, HasSubstr("TESTTRACKER_SPOOL"));
}

TEST_F(Disk, ASessionThatIsGoneIsToldInOneLine) {
  const auto run = run_with({{"TESTTRACKER_SESSION", dir_ / "none"}});
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_THAT(run.exit.error, HasSubstr("No such file or directory"));
}

TEST_F(Disk, OffMeansOff) {
  const auto run = run_with({{"TESTTRACKER", "off"}});
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.exit.error, "");
  EXPECT_THAT(journals(), IsEmpty());
}

}  // namespace
}  // namespace testtracker::adapters
