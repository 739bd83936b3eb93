#include "spool/replace_file.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::spool {
namespace {

TEST(ReplaceFile, TheNewContentsStandInTheFile) {
  const test::TempDir dir;
  ASSERT_TRUE(replace_file(dir / "f", "old and longer"));
  ASSERT_TRUE(replace_file(dir / "f", "new"));
  EXPECT_EQ(test::read_file(dir / "f"), "new");
}

TEST(ReplaceFile, LeavesNothingElseBehind) {
  const test::TempDir dir;
  ASSERT_TRUE(replace_file(dir / "f", "x"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);
}

TEST(ReplaceFile, AFailureKeepsTheOldContents) {
  const test::TempDir dir;
  std::filesystem::create_directory(dir / "f");  // a directory cannot be replaced by a file
  EXPECT_EQ(replace_file(dir / "f", "x").error().code, ErrorCode::io);
  EXPECT_TRUE(std::filesystem::is_directory(dir / "f"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);
}

}  // namespace
}  // namespace testtracker::spool
