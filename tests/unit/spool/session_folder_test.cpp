#include "spool/session_folder.hpp"

#include "spool/session_info_reader.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

#include <sys/stat.h>

namespace testtracker::spool {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Pair;

class SessionFolderTest : public ::testing::Test {
 protected:
  SessionInfo info() const {
    SessionInfo value;
    value.id = "s1";
    value.owner = {4711, 88, "program"};
    value.boot_id = "boot";
    value.host = "host \"quoted\"";
    value.command = {"./tests", "--gtest_filter=A.*"};
    value.wall_time = std::chrono::nanoseconds(1700000000123456789);
    value.environment = {{"CI", "true"}};
    return value;
  }
  test::TempDir dir_;
  std::string path_ = dir_ / "spool/sessions/s1";
};

TEST_F(SessionFolderTest, WhatTheCreatorWroteIsReadBack) {
  ASSERT_TRUE(SessionFolder::create(path_, info()));
  const auto read = read_session_info(SessionFolder(path_));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->id, "s1");
  EXPECT_EQ(read->owner.pid, 4711);
  EXPECT_EQ(read->owner.start_ticks, 88U);
  EXPECT_EQ(read->host, "host \"quoted\"");
  EXPECT_THAT(read->command, ElementsAre("./tests", "--gtest_filter=A.*"));
  EXPECT_EQ(read->wall_time.count(), 1700000000123456789);
  EXPECT_THAT(read->environment, ElementsAre(Pair("CI", "true")));
}

TEST_F(SessionFolderTest, OnlyTheFirstCreatorWins) {
  EXPECT_TRUE(*SessionFolder::create(path_, info()));
  EXPECT_FALSE(*SessionFolder::create(path_, info()));
}

TEST_F(SessionFolderTest, OfManyCreatorsAtOnceExactlyOneWins) {
  std::atomic<int> winners{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { winners += *SessionFolder::create(path_, info()) ? 1 : 0; });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(winners, 1);
}

TEST_F(SessionFolderTest, NobodyElseMayLookIntoIt) {
  ASSERT_TRUE(SessionFolder::create(path_, info()));
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat(SessionFolder(path_).info_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SessionFolderTest, AFileInTheWayIsNamedInTheError) {
  test::write_file(dir_ / "spool", "");
  const auto created = SessionFolder::create(path_, info());
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, ErrorCode::io);
  EXPECT_THAT(created.error().message, HasSubstr(dir_ / "spool"));
}

TEST_F(SessionFolderTest, JournalsAreListedSortedAndNothingElse) {
  ASSERT_TRUE(SessionFolder::create(path_, info()));
  const SessionFolder folder(path_);
  for (const char* const name : {"b.journal", "a.journal", "cursor.json", ".journal"}) {
    test::write_file(path_ + "/" + name, "");
  }
  EXPECT_THAT(*folder.journals(), ElementsAre(EndsWith("/a.journal"), EndsWith("/b.journal")));
}

TEST_F(SessionFolderTest, TheIdIsTheLastComponentWithOrWithoutASlash) {
  EXPECT_EQ(SessionFolder("/x/abc").id(), "abc");
  EXPECT_EQ(SessionFolder("/x/abc/").id(), "abc");
}

TEST_F(SessionFolderTest, AFolderWithoutSessionJsonIsNoSession) {
  const auto read = read_session_info(SessionFolder(dir_.path()));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::not_found);
}

TEST_F(SessionFolderTest, AnotherFileNamedSessionJsonIsRefused) {
  test::write_file(dir_ / "session.json", "[1,2]");
  EXPECT_EQ(read_session_info(SessionFolder(dir_.path())).error().code, ErrorCode::bad_format);
}

class SpoolPath : public ::testing::Test {
 protected:
  SpoolPath() {
    for (const char* const name : {"TESTTRACKER_SPOOL", "XDG_STATE_HOME", "HOME"}) {
      ::unsetenv(name);
    }
  }
};

TEST_F(SpoolPath, IsTheVariableFirst) {
  ::setenv("TESTTRACKER_SPOOL", "/a", 1);
  ::setenv("HOME", "/h", 1);
  EXPECT_EQ(*spool_path(), "/a");
}

TEST_F(SpoolPath, FollowsXdgUnlessItIsRelative) {
  ::setenv("HOME", "/h", 1);
  ::setenv("XDG_STATE_HOME", "/state", 1);
  EXPECT_EQ(*spool_path(), "/state/testtracker");
  ::setenv("XDG_STATE_HOME", "state", 1);
  EXPECT_EQ(*spool_path(), "/h/.local/state/testtracker");
}

TEST_F(SpoolPath, WithoutAHomeTheErrorSaysWhatToSet) {
  const auto path = spool_path();
  ASSERT_FALSE(path);
  EXPECT_THAT(path.error().message, HasSubstr("set TESTTRACKER_SPOOL"));
}

}  // namespace
}  // namespace testtracker::spool
