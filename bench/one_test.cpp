// The smallest test program there is: what a listener adds to its start and end.

#include <gtest/gtest.h>

TEST(One, Test) {}

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
