#include "insight/drift_or_steps.hpp"

#include "insight/level_history.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace testtracker::insight {
namespace {

/// `count` values of `level` at each run, with -1, +1, 0 in turn.
std::vector<double> made(std::size_t count, const std::function<double(std::size_t)>& level) {
  constexpr double pattern[] = {-1, 1, 0};
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(level(i) + pattern[i % 3]);
  }
  return values;
}

LevelChange change(std::size_t index, double before, double after) {
  LevelChange one;
  one.index = index;
  one.before = before;
  one.after = after;
  return one;
}

TEST(DriftOrSteps, ARiseTooSlowForThirtyRunsIsFoundInAHundred) {
  const auto values = made(100, [](std::size_t i) { return 100 + 0.08 * static_cast<double>(i); });
  EXPECT_FALSE(find_drift(values).has_value());
  std::vector<LevelChange> none;
  const auto drift = find_drift_beside(values, none);
  ASSERT_TRUE(drift.has_value());
  EXPECT_EQ(drift->runs, 100U);
  EXPECT_NEAR(drift->total, 8, 0.5);
}

TEST(DriftOrSteps, ALineTakesTheLevelsAwayIntoWhichItWasCut) {
  const auto values = made(90, [](std::size_t i) { return 100 + 0.3 * static_cast<double>(i); });
  std::vector<LevelChange> cuts{change(30, 104, 113), change(60, 113, 122)};
  EXPECT_TRUE(find_drift_beside(values, cuts).has_value());
  EXPECT_TRUE(cuts.empty());
}

TEST(DriftOrSteps, StepsStayStepsThoughALineRisesThroughThem) {
  const auto values =
      made(90, [](std::size_t i) { return 100 + 10 * static_cast<double>(i / 30); });
  std::vector<LevelChange> steps{change(30, 100, 110), change(60, 110, 120)};
  EXPECT_FALSE(find_drift_beside(values, steps).has_value());
  EXPECT_EQ(steps.size(), 2U);
}

TEST(DriftOrSteps, AStepBeforeADriftStays) {
  const auto values = made(
      100, [](std::size_t i) { return i < 40 ? 50 : 100 + 0.15 * static_cast<double>(i - 40); });
  auto changes = find_level_changes(values);
  const auto drift = find_drift_beside(values, changes);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].index, 40U);
  ASSERT_TRUE(drift.has_value());
  EXPECT_GT(drift->total, 0);
}

}  // namespace
}  // namespace testtracker::insight
