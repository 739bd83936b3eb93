#include "server/mlflow_program.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class MlflowProgram : public testing::Test {
 protected:
  MlflowProgram() {
    ::setenv("PATH", (directory_ / "empty").c_str(), 1);
    ::unsetenv("VIRTUAL_ENV");
  }
  ~MlflowProgram() override {
    for (const char* const name : {"MLFLOW_TRACKING_URI", "TESTTRACKER_SESSION", "VIRTUAL_ENV"}) {
      ::unsetenv(name);
    }
    ::setenv("PATH", path_.c_str(), 1);
  }
  // A virtual environment with an mlflow in it; returns the program.
  [[nodiscard]] std::string environment(const std::string& name) const {
    fs::create_directories(directory_ / name + "/bin");
    const std::string program = directory_ / name + "/bin/mlflow";
    test::write_file(program, "#!/bin/sh\n");
    fs::permissions(program, fs::perms::owner_all);
    return program;
  }

  test::TempDir directory_;
  std::string path_ = std::getenv("PATH");
};

TEST_F(MlflowProgram, TheSettingMayNameAProgramOrAnEnvironment) {
  const std::string program = environment("venv");
  EXPECT_EQ(*find_mlflow(program), program);
  EXPECT_EQ(*find_mlflow(directory_ / "venv"), program);
}

TEST_F(MlflowProgram, AWrongSettingIsNamedAndNothingElseIsTaken) {
  ::setenv("PATH", (directory_ / "venv/bin").c_str(), 1);
  static_cast<void>(environment("venv"));
  const auto found = find_mlflow("/no/such/mlflow");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::not_found);
  EXPECT_THAT(found.error().message, HasSubstr("'/no/such/mlflow'"));
}

TEST_F(MlflowProgram, PathComesBeforeTheActiveEnvironment) {
  const std::string active = environment("active");
  ::setenv("VIRTUAL_ENV", (directory_ / "active").c_str(), 1);
  EXPECT_EQ(*find_mlflow(""), active);
  const std::string in_path = environment("other");
  ::setenv("PATH", (directory_ / "other/bin").c_str(), 1);
  EXPECT_EQ(*find_mlflow(""), in_path);
}

TEST_F(MlflowProgram, SaysWhatToTypeWhenThereIsNone) {
  const auto found = find_mlflow("");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("pip install mlflow"));
}

TEST_F(MlflowProgram, NoVariableOfAClientReachesTheServer) {
  ::setenv("MLFLOW_TRACKING_URI", "http://elsewhere", 1);
  ::setenv("TESTTRACKER_SESSION", "/spool/session", 1);
  const auto command = server_command(ServerFolder("/project"), environment("venv"), 5000);
  EXPECT_THAT(command.environment, Not(Contains(HasSubstr("elsewhere"))));
  EXPECT_THAT(command.environment, Not(Contains(HasSubstr("TESTTRACKER_SESSION"))));
  EXPECT_THAT(command.environment, Contains("MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false"));
}

TEST_F(MlflowProgram, ItsWorkersAreFoundBehindALinkToo) {
  const std::string program = environment("venv");
  fs::create_directory(directory_ / "links");
  fs::create_symlink(program, directory_ / "links/mlflow");
  const auto command = server_command(ServerFolder("/project"), directory_ / "links/mlflow", 5000);
  EXPECT_THAT(command.environment,
              Contains(StartsWith("PATH=" + (directory_ / "links") + ":" +
                                  fs::canonical(directory_ / "venv/bin").string() + ":")));
}

}  // namespace
}  // namespace testtracker::server
