#include "context/context_file.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::context {
namespace {

class ContextFile : public ::testing::Test {
 protected:
  Result<RunContext> read_text(std::string_view text) {
    test::write_file(path_, text);
    return read_context(path_);
  }

  test::TempDir dir_;
  std::string path_ = dir_ / "context.json";
};

TEST_F(ContextFile, EveryFieldComesBack) {
  const RunContext written{"commit",
                           "branch",
                           true,
                           "repository",
                           "project",
                           77,
                           "ci",
                           "url",
                           "host",
                           "user",
                           "os",
                           "machine",
                           "platf",
                           "compiler",
                           "build",
                           "suite",
                           "series",
                           "command",
                           {{"a", "b"}, {"c", "d\n"}}};
  ASSERT_TRUE(write_context(path_, written));
  const auto read = read_context(path_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->commit, "commit");
  EXPECT_EQ(read->branch, "branch");
  EXPECT_TRUE(read->dirty);
  EXPECT_EQ(read->repository, "repository");
  EXPECT_EQ(read->project, "project");
  EXPECT_EQ(read->build, 77);
  EXPECT_EQ(read->ci_name, "ci");
  EXPECT_EQ(read->ci_url, "url");
  EXPECT_EQ(read->host, "host");
  EXPECT_EQ(read->user, "user");
  EXPECT_EQ(read->os, "os");
  EXPECT_EQ(read->machine, "machine");
  EXPECT_EQ(read->platform, "platf");
  EXPECT_EQ(read->compiler, "compiler");
  EXPECT_EQ(read->build_type, "build");
  EXPECT_EQ(read->suite, "suite");
  EXPECT_EQ(read->series, "series");
  EXPECT_EQ(read->command, "command");
  EXPECT_EQ(read->tags, written.tags);
}

TEST_F(ContextFile, AnUnknownBuildStaysUnknown) {
  ASSERT_TRUE(write_context(path_, RunContext{}));
  EXPECT_EQ(read_context(path_)->build, std::nullopt);
  EXPECT_EQ(read_text(R"({"version": 1, "build": 0})")->build, std::nullopt);
}

TEST_F(ContextFile, OnlyItsOwnerMayReadIt) {
  ASSERT_TRUE(write_context(path_, RunContext{}));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path_).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(ContextFile, AnyBytesCanBeWritten) {
  RunContext context;
  context.branch = "a\xff\x01";
  ASSERT_TRUE(write_context(path_, context));
  EXPECT_EQ(read_context(path_)->branch, "a\uFFFD\x01");
}

TEST_F(ContextFile, UnknownMembersAndWrongTypesAreIgnored) {
  const auto read =
      read_text(R"({"version": 1, "new": {}, "commit": 3, "branch": "b", "dirty": "no"})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->commit, "");
  EXPECT_EQ(read->branch, "b");
  EXPECT_FALSE(read->dirty);
}

TEST_F(ContextFile, ANewerVersionIsRefused) {
  EXPECT_EQ(read_text(R"({"version": 2})").error().code, ErrorCode::newer_format);
}

TEST_F(ContextFile, WhatIsNoContextIsRefused) {
  for (const char* const text : {"", "{", "[]", "null", "{}", R"({"version": "1"})"}) {
    EXPECT_EQ(read_text(text).error().code, ErrorCode::bad_format) << text;
  }
}

TEST_F(ContextFile, AMissingOneIsNotFound) {
  EXPECT_EQ(read_context(path_).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace testtracker::context
