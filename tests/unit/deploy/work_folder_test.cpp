#include "deploy/work_folder.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WorkFolderTest : public ::testing::Test {
 protected:
  /// A process makes the folder and dies without a chance to clean up.
  void make_by_a_dead_process(const std::string& name) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto folder = WorkFolder::create(root_, name);
      const bool is_written =
          folder && folder->write({"owner-1", "staging", "abc", "place-1"}).has_value();
      ::raise(is_written ? SIGKILL : SIGABRT);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  const test::TempDir folder_;
  const std::string root_ = folder_ / "work";
};

TEST_F(WorkFolderTest, IsForItsOwnerAloneAndGoesWithIt) {
  std::string path;
  {
    const auto folder = WorkFolder::create(root_, "run-1");
    ASSERT_TRUE(folder);
    path = folder->path();
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(WorkFolderTest, IsNoOrphanWhileItsOwnerLives) {
  const auto folder = WorkFolder::create(root_, "run-1");
  EXPECT_THAT(WorkFolder::find_orphans(root_), IsEmpty());
}

TEST_F(WorkFolderTest, OfADeadOwnerIsFoundWithItsRecordAndRemoved) {
  make_by_a_dead_process("run-1");
  {
    const auto orphans = WorkFolder::find_orphans(root_);
    ASSERT_THAT(orphans, SizeIs(1));
    EXPECT_EQ(orphans.front().read().environment, "staging");
    EXPECT_EQ(orphans.front().read().owner, "owner-1");
    EXPECT_THAT(WorkFolder::find_orphans(root_), IsEmpty()) << "one cleans, not two";
  }
  EXPECT_FALSE(fs::exists(root_ + "/run-1"));
}

TEST_F(WorkFolderTest, WithoutARecordReadsAsEmpty) {
  const auto folder = WorkFolder::create(root_, "run-1");
  EXPECT_EQ(folder->read().owner, "");
}

}  // namespace
}  // namespace testtracker::deploy
