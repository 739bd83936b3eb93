// A program with GoogleTest's own main and strict flags: all that a user has at first.

#include <gtest/gtest.h>

TEST(Plain, Passes) {}

TEST(Plain, Fails) {
  EXPECT_EQ(1, 2);
}
