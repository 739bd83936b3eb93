#include "base/name_pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace testtracker {
namespace {

TEST(NamePattern, HasStarsAndQuestionMarks) {
  EXPECT_TRUE(fits_pattern("Parser/*", "Parser/Reads"));
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_TRUE(fits_pattern("*a*b", "xaxbxb"));
  EXPECT_TRUE(fits_pattern("A/?", "A/x"));
  EXPECT_FALSE(fits_pattern("A/?", "A/xy"));
  EXPECT_FALSE(fits_pattern("Parser/*", "Io/Reads"));
  EXPECT_FALSE(fits_pattern("", "x"));
}

TEST(NamePattern, OfManyStarsTakesNoTime) {
  std::string pattern;
  for (int i = 0; i < 30; ++i) {
    pattern += "*a";
  }
  EXPECT_FALSE(fits_pattern(pattern + "b", std::string(1000, 'a')));
}

}  // namespace
}  // namespace testtracker
