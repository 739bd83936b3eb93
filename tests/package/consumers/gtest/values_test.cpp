#include <gtest/gtest.h>

class Values : public ::testing::TestWithParam<int> {};

TEST_P(Values, AreEven) {
  EXPECT_EQ(GetParam() % 2, 0);
}

INSTANTIATE_TEST_SUITE_P(All, Values, ::testing::Values(20, 30));
