#include "report/plain_text.hpp"

#include "base/json_text.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::report {
namespace {

TEST(PlainText, ColoursAreGone) {
  EXPECT_EQ(plain_text("\x1b[1;31mred\x1b[0m and \x1b[38:5:208morange\x1b[m"), "red and orange");
}

TEST(PlainText, TextWithoutEscapesStaysAsItIs) {
  EXPECT_EQ(plain_text("[31m is text, \ttoo\n"), "[31m is text, \ttoo\n");
}

TEST(PlainText, AnyBytesBecomeValidUtf8) {
  EXPECT_TRUE(is_valid_utf8(plain_text(all_bytes())));
  EXPECT_TRUE(is_valid_utf8(visible_text(all_bytes())));
}

TEST(VisibleText, ControlCharactersAreShown) {
  EXPECT_EQ(visible_text(std::string("a\0b\n\x7f", 5)), "a␀b␊␡");
}

TEST(PlainExcerpt, CutsBetweenCharactersAndSaysHowMuchIsMissing) {
  EXPECT_EQ(plain_excerpt("ab", 2), "ab");
  EXPECT_EQ(plain_excerpt("aüb", 2), "a\n… 3 more bytes");
}

TEST(PlainExcerpt, CountsWhatItDidNotLookAt) {
  EXPECT_EQ(plain_excerpt("ab" + std::string(1000, 'x'), 2), "ab\n… 1000 more bytes");
}

}  // namespace
}  // namespace testtracker::report
