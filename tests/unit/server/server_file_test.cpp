#include "server/server_file.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;

class ServerFile : public testing::Test {
 protected:
  [[nodiscard]] std::string make(const std::string& folder) const {
    fs::create_directories(directory_ / folder);
    return fs::canonical(directory_ / folder).string();
  }

  test::TempDir directory_;
};

TEST_F(ServerFile, GivesBackWhatWasWritten) {
  const ServerFolder folder(make("project"));
  ASSERT_TRUE(folder.create());
  LocalServer server;
  server.url = "http://127.0.0.1:5000";
  server.pid = 4711;
  server.start_ticks = 88123;
  server.boot_id = "boot";
  server.version = "3.17.2";
  server.mlflow = "/venv/bin/mlflow";
  server.started = std::chrono::seconds(1'700'000'000);
  ASSERT_TRUE(write_server_file(folder, server));
  const auto read = read_server_file(folder);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->project, folder.project());
  EXPECT_EQ(read->url, server.url);
  EXPECT_EQ(read->pid, server.pid);
  EXPECT_EQ(read->start_ticks, server.start_ticks);
  EXPECT_EQ(read->version, server.version);
  EXPECT_EQ(read->started, server.started);
}

TEST_F(ServerFile, TellsAMissingFileFromADamagedOne) {
  const ServerFolder folder(make("project"));
  ASSERT_TRUE(folder.create());
  EXPECT_EQ(read_server_file(folder).error().code, ErrorCode::not_found);
  for (const char* const damaged : {"", "{", "[1]", R"({"url": 7})", R"({"url": "http://x"})"}) {
    test::write_file(folder.file(), damaged);
    EXPECT_EQ(read_server_file(folder).error().code, ErrorCode::bad_format) << damaged;
  }
}

TEST_F(ServerFile, TheFolderIsIgnoredByGit) {
  const ServerFolder folder(make("project"));
  ASSERT_TRUE(folder.create());
  EXPECT_EQ(test::read_file(folder.path() + "/.gitignore"), "*\n");
}

TEST_F(ServerFile, AnExistingIgnoreFileIsKept) {
  const ServerFolder folder(make("project"));
  fs::create_directory(folder.path());
  test::write_file(folder.path() + "/.gitignore", "mine\n");
  ASSERT_TRUE(folder.create());
  EXPECT_EQ(test::read_file(folder.path() + "/.gitignore"), "mine\n");
}

TEST_F(ServerFile, AProjectThatCannotBeWrittenIsAnError) {
  EXPECT_EQ(ServerFolder(directory_ / "absent").create().error().code, ErrorCode::io);
}

TEST_F(ServerFile, ANewProjectIsTheNearestRepository) {
  const std::string project = make("project");
  static_cast<void>(make("project/.git"));
  EXPECT_EQ(project_of(make("project/build/tests")).project(), project);
}

TEST_F(ServerFile, ASettingsFileMakesAProjectInsideOfARepository) {
  static_cast<void>(make("project/.git"));
  const std::string part = make("project/part");
  test::write_file(part + "/testtracker.toml", "");
  EXPECT_EQ(project_of(make("project/part/build")).project(), part);
}

TEST_F(ServerFile, AFolderThatIsThereAlreadyWins) {
  const std::string project = make("project");
  static_cast<void>(make("project/.testtracker"));
  const std::string part = make("project/part");
  test::write_file(part + "/testtracker.toml", "");
  EXPECT_EQ(project_of(part).project(), project);
}

TEST_F(ServerFile, WithoutAnyOfThemTheDirectoryIsTheProject) {
  const std::string directory = make("a/b");
  EXPECT_EQ(project_of(directory).project(), directory);
}

}  // namespace
}  // namespace testtracker::server
