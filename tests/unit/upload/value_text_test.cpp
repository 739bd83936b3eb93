#include "upload/value_text.hpp"

#include "base/json_text.hpp"

#include <gtest/gtest.h>

namespace testtracker::upload {
namespace {

TEST(CutText, LeavesWhatFits) {
  EXPECT_EQ(cut_text("12345", 5), "12345");
}

TEST(CutText, CutsBetweenCharacters) {
  EXPECT_EQ(cut_text("aüüü", 6), "aü…");
}

TEST(CutText, IsValidUtf8OfLimitedLengthWhateverComes) {
  const std::string bytes(100, '\xFF');
  for (std::size_t limit = 3; limit < 100; ++limit) {
    const auto text = cut_text(bytes, limit);
    EXPECT_TRUE(is_valid_utf8(text)) << limit;
    EXPECT_LE(text.size(), limit);
  }
}

TEST(NameList, IsCommaSeparated) {
  EXPECT_EQ(name_list({"A/X", "A/Y"}, 100), "A/X, A/Y");
}

TEST(NameList, IsCutBetweenNames) {
  EXPECT_EQ(name_list({"A/X", "A/Y", "A/Z"}, 12), "A/X, …");
}

TEST(NameList, KeepsTheLastNameWhenItJustFits) {
  EXPECT_EQ(name_list({"A/X", "A/Y"}, 8), "A/X, A/Y");
}

}  // namespace
}  // namespace testtracker::upload
