#include "insight/drift.hpp"

#include <gtest/gtest.h>

namespace testtracker::insight {
namespace {

std::vector<double> line(std::size_t count, double start, double slope, double wobble) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(start + slope * static_cast<double>(i) + (i % 2 == 0 ? wobble : -wobble));
  }
  return values;
}

TEST(Drift, IsFoundInASlowRise) {
  const auto drift = find_drift(line(30, 100, 0.5, 1));
  ASSERT_TRUE(drift);
  EXPECT_NEAR(drift->slope, 0.5, 0.05);
  EXPECT_NEAR(drift->total, 14.5, 1.5);
  EXPECT_EQ(drift->runs, 30U);
}

TEST(Drift, LooksAtTheLastThirtyRuns) {
  auto values = line(30, 100, -5, 0);
  const auto rising = line(30, 100, 0.5, 1);
  values.insert(values.end(), rising.begin(), rising.end());
  const auto drift = find_drift(values);
  ASSERT_TRUE(drift);
  EXPECT_GT(drift->slope, 0);
}

TEST(Drift, IsNotJudgedOnNineRuns) {
  EXPECT_FALSE(find_drift(line(9, 100, 5, 0)));
  EXPECT_TRUE(find_drift(line(10, 100, 5, 0)));
}

TEST(Drift, BelowThreePerCentIsNothing) {
  EXPECT_FALSE(find_drift(line(30, 1000, 0.5, 1)));
}

TEST(Drift, WithinTheNoiseIsNothing) {
  EXPECT_FALSE(find_drift(line(30, 100, 0.5, 6)));
}

TEST(Drift, IsNotWhatAStepIs) {
  auto values = line(15, 100, 0, 1);
  const auto after = line(15, 130, 0, 1);
  values.insert(values.end(), after.begin(), after.end());
  EXPECT_FALSE(find_drift(values));
}

}  // namespace
}  // namespace testtracker::insight
