#include <gtest/gtest.h>

TEST(Sums, AreRight) {
  EXPECT_EQ(1 + 1, 2);
}
