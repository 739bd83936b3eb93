#include <testtracker/tracking.hpp>

#include <gtest/gtest.h>

#include <vector>

TEST(Vector, GrowsWhenAsked) {
  std::vector<int> numbers;
  numbers.resize(1000);
  EXPECT_EQ(numbers.size(), 1000U);
  testtracker::metric("capacity", static_cast<double>(numbers.capacity()));
}

TEST(Vector, IsEmptyAtFirst) {
  EXPECT_TRUE(std::vector<int>().empty());
}
