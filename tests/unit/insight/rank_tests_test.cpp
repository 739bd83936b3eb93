#include "insight/rank_tests.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace testtracker::insight {
namespace {

TEST(RankTests, MedianOfAnEvenCountIsBetweenTheMiddleTwo) {
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(median({4, 1, 3, 10}), 3.5);
}

TEST(RankTests, MedianDistanceIgnoresAnOutlier) {
  EXPECT_EQ(median_distance({9, 10, 11, 10, 1000}, 10), 1);
}

TEST(RankTests, SuperiorityCountsTiesHalf) {
  EXPECT_EQ(superiority({1, 2}, {3, 4}), 1);
  EXPECT_EQ(superiority({1, 2}, {1, 2}), 0.5);
  EXPECT_EQ(superiority({1, 2}, {2, 2}), 0.75);
}

TEST(RankTests, MannWhitneyOfSeparatedSamplesIsTwoInAllChoices) {
  // 3 of 6 values can be chosen in 20 ways.
  EXPECT_NEAR(mann_whitney({1, 2, 3}, {4, 5, 6}), 2.0 / 20, 1e-12);
  EXPECT_NEAR(mann_whitney({1, 2, 3, 4, 5, 6, 7, 8, 9}, {10, 11, 12}), 2.0 / 220, 1e-12);
}

TEST(RankTests, MannWhitneyCountsTiesExactly) {
  // Of the 6 choices of 2 out of {1, 2, 2, 3}, the sum of mean ranks is at most 3.5 in 2.
  EXPECT_NEAR(mann_whitney({1, 2}, {2, 3}), 4.0 / 6, 1e-12);
  EXPECT_EQ(mann_whitney({1, 1, 1}, {1, 1, 1}), 1);
}

TEST(RankTests, MannWhitneyOfManyValuesUsesTheNormalApproximation) {
  std::vector<double> low;
  std::vector<double> high;
  for (int i = 0; i < 20; ++i) {
    low.push_back(i);
    high.push_back(i + 20);
  }
  // U = 0, mean 200, variance 20 · 20 · 41 / 12; with continuity z = 199.5 / 36.97 = 5.396.
  EXPECT_NEAR(mann_whitney(low, high) / 6.8e-8, 1, 0.01);
}

TEST(RankTests, TheExactTestReachesOnePerCentFromThreeAndNine) {
  EXPECT_GT(smallest_mann_whitney(3, 8), 0.01);
  EXPECT_LE(smallest_mann_whitney(3, 9), 0.01);
  EXPECT_LE(smallest_mann_whitney(6, 4), 0.01);
  EXPECT_LE(smallest_mann_whitney(5, 5), 0.01);
  EXPECT_GT(smallest_mann_whitney(4, 5), 0.01);
}

TEST(RankTests, MannKendallOfARisingSeriesFollowsItsFormula) {
  // n = 10: S = 45, variance 10 · 9 · 25 / 18 = 125, z = 44 / sqrt(125).
  const std::vector<double> rising{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_NEAR(mann_kendall(rising), std::erfc(44 / std::sqrt(125.0) / std::sqrt(2.0)), 1e-12);
}

TEST(RankTests, MannKendallOfConstantsAndOfTooFewIsOne) {
  EXPECT_EQ(mann_kendall({3, 3, 3, 3}), 1);
  EXPECT_EQ(mann_kendall({1, 2}), 1);
}

TEST(RankTests, TheilSenIgnoresOneOutlier) {
  EXPECT_NEAR(theil_sen({0, 2, 4, 600, 8, 10, 12}), 2, 1e-12);
  EXPECT_EQ(theil_sen({7}), 0);
}

}  // namespace
}  // namespace testtracker::insight
