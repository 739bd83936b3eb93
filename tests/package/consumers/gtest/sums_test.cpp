#include <gtest/gtest.h>

TEST(Sums, AreRight) {
  EXPECT_EQ(1 + 1, 2);
}

TEST(Sums, MayBeSkipped) {
  GTEST_SKIP() << "not today";
}
