// Sample behind the GoogleTest reports: every outcome that their formats can tell.

#include <gtest/gtest.h>

#include <stdexcept>

TEST(Parser, Passes) {
  RecordProperty("rows", 42);
}

TEST(Parser, FailsTwice) {
  EXPECT_EQ(1 + 1, 3) << "sums & <signs>";
  EXPECT_TRUE(false);
}

TEST(Parser, Throws) {
  throw std::runtime_error("no such file");
}

TEST(Parser, Skips) {
  GTEST_SKIP() << "needs a network";
}

TEST(Parser, DISABLED_LaterPerhaps) {}

class Numbers : public ::testing::TestWithParam<int> {};
TEST_P(Numbers, AreSmall) {
  EXPECT_LT(GetParam(), 3);
}
INSTANTIATE_TEST_SUITE_P(Few, Numbers, ::testing::Values(1, 5));

class BrokenSuite : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { FAIL() << "the database is away"; }
};
TEST_F(BrokenSuite, NeverRuns) {}
