#include "insight/change_points.hpp"

#include <gtest/gtest.h>

namespace testtracker::insight {
namespace {

std::vector<double> levels(const std::vector<std::pair<int, double>>& parts) {
  std::vector<double> values;
  for (const auto& [count, level] : parts) {
    for (int i = 0; i < count; ++i) {
      values.push_back(level + (i % 2 == 0 ? 0.5 : -0.5));
    }
  }
  return values;
}

TEST(ChangePoints, FindsTheStepOfAnExactSeries) {
  const auto points = find_change_points(levels({{20, 10}, {20, 20}}));
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0].index, 20U);
  EXPECT_NEAR(points[0].mean_before, 10, 1e-12);
  EXPECT_NEAR(points[0].mean_after, 20, 1e-12);
  EXPECT_NEAR(points[0].magnitude(), 1, 1e-12);
}

TEST(ChangePoints, FindsStepsInDifferentWindows) {
  const auto points = find_change_points(levels({{60, 10}, {60, 20}, {60, 10}}));
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].index, 60U);
  EXPECT_EQ(points[1].index, 120U);
}

TEST(ChangePoints, AreNoneInConstantAndShortSeries) {
  EXPECT_TRUE(find_change_points(std::vector<double>(200, 3.0)).empty());
  for (std::size_t size = 0; size < 3; ++size) {
    std::vector<double> values(size, 1.0);
    if (size > 0) {
      values.back() = 9;
    }
    EXPECT_TRUE(find_change_points(values).empty()) << size;
  }
}

TEST(ChangePoints, BelowTheMinimumMagnitudeAreMergedAway) {
  ChangePointOptions options;
  options.min_magnitude = 1.5;
  EXPECT_TRUE(find_change_points(levels({{20, 10}, {20, 20}}), options).empty());
}

TEST(ChangePoints, BesideAMeanOfZeroHaveTheMagnitudeOfTheOtherReading) {
  EXPECT_EQ((ChangePoint{1, 0, 0, 5}).magnitude(), 1);
  EXPECT_EQ((ChangePoint{1, 0, 0, 0}).magnitude(), 0);
}

}  // namespace
}  // namespace testtracker::insight
