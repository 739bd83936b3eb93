#include "baseline/accepted_levels.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace testtracker::baseline {
namespace {

TEST(AcceptedLevels, AreReadAsTheyWereWritten) {
  const test::TempDir directory;
  const auto path = directory.path() + "/" + k_accepted_file;
  ASSERT_TRUE(read_accepted(path).has_value());
  EXPECT_TRUE(read_accepted(path)->empty());
  ASSERT_TRUE(add_accepted(path, {"0014001400", "Order Book/Matches", "more levels on purpose"}));
  ASSERT_TRUE(add_accepted(path, {"aaaaaaa", "loss", ""}));
  const auto levels = read_accepted(path);
  ASSERT_TRUE(levels.has_value()) << levels.error().message;
  ASSERT_EQ(levels->size(), 2U);
  EXPECT_EQ((*levels)[0].commit, "0014001400");
  EXPECT_EQ((*levels)[0].key, "Order Book/Matches");
  EXPECT_EQ((*levels)[0].note, "more levels on purpose");
  EXPECT_EQ((*levels)[1].key, "loss");
}

TEST(AcceptedLevels, NameTheLineThatIsWrong) {
  const auto levels = parse_accepted("# a remark\n\nmain Book/Matches\n");
  ASSERT_FALSE(levels.has_value());
  EXPECT_EQ(levels.error().code, ErrorCode::bad_format);
  EXPECT_NE(levels.error().message.find("line 3 is 'main Book/Matches'"), std::string::npos);
}

TEST(AcceptedLevels, AreOfCommitsAndKeysOnly) {
  const test::TempDir directory;
  const auto path = directory.path() + "/accepted";
  EXPECT_EQ(add_accepted(path, {"main", "Book/Matches", ""}).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(add_accepted(path, {"aaaaaaa", "", ""}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(add_accepted(path, {"aaaaaaa", "a\nb", ""}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace testtracker::baseline
