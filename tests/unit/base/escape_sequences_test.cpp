#include "base/escape_sequences.hpp"

#include <gtest/gtest.h>

namespace testtracker {
namespace {

TEST(EscapeSequences, ColoursAreGone) {
  EXPECT_EQ(without_escapes("\x1b[1;31mred\x1b[0m and \x1b[38:5:208morange\x1b[m"),
            "red and orange");
}

TEST(EscapeSequences, WindowTitlesAndLinksAreGone) {
  EXPECT_EQ(without_escapes("\x1b]0;title\atext"), "text");
  EXPECT_EQ(without_escapes("\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\"), "link");
}

TEST(EscapeSequences, AnUnfinishedOneTakesNothingElseAlong) {
  EXPECT_EQ(without_escapes("a\x1b"), "a");
  EXPECT_EQ(without_escapes("a\x1b[31"), "a");
  EXPECT_EQ(without_escapes("\x1b]0;no end\nnext line"), "\nnext line");
}

TEST(EscapeSequences, AllOtherBytesStay) {
  EXPECT_EQ(without_escapes("[31m\r\n\xff\t\x07"), "[31m\r\n\xff\t\x07");
}

}  // namespace
}  // namespace testtracker
