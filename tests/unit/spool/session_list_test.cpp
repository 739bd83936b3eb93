#include "spool/session_list.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace testtracker::spool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionList : public testing::Test {
 protected:
  void add(const std::string& id, int seconds) {
    SessionInfo info;
    info.id = id;
    info.wall_time = std::chrono::seconds(seconds);
    EXPECT_TRUE(SessionFolder::create(directory_ / id, info));
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    const auto sessions = list_sessions(directory_.path());
    EXPECT_TRUE(sessions);
    for (const auto& folder : *sessions) {
      ids.push_back(folder.id());
    }
    return ids;
  }

  test::TempDir directory_;
};

TEST_F(SessionList, NewestComesFirstWhateverTheNames) {
  add("b", 100);
  add("a", 300);
  add("c", 200);
  EXPECT_THAT(ids(), ElementsAre("a", "c", "b"));
}

TEST_F(SessionList, AFolderWithoutADescriptionCountsByItsOwnTime) {
  add("old", 100);
  std::filesystem::create_directory(directory_ / "just_made");
  EXPECT_THAT(ids(), ElementsAre("just_made", "old"));
}

TEST_F(SessionList, FilesAreNoSessions) {
  std::ofstream(directory_ / "notes.txt") << "x";
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(SessionList, WithoutASpoolThereAreNone) {
  const auto sessions = list_sessions(directory_ / "missing");
  ASSERT_TRUE(sessions);
  EXPECT_THAT(*sessions, IsEmpty());
}

TEST_F(SessionList, APathThatIsNoDirectoryIsAnError) {
  std::ofstream(directory_ / "file") << "x";
  const auto sessions = list_sessions(directory_ / "file");
  ASSERT_FALSE(sessions);
  EXPECT_EQ(sessions.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace testtracker::spool
