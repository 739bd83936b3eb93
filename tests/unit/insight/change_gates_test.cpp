#include "insight/change_gates.hpp"

#include <gtest/gtest.h>

namespace testtracker::insight {
namespace {

/// `count` values around `level` that repeat -1, +1, 0, so that the median distance is 1.
void append(std::vector<double>& values, int count, double level) {
  constexpr double pattern[] = {-1, 1, 0};
  for (int i = 0; i < count; ++i) {
    values.push_back(level + pattern[i % 3]);
  }
}

std::vector<double> step(int before, int after, double level, double height) {
  std::vector<double> values;
  append(values, before, level);
  append(values, after, level + height);
  return values;
}

std::vector<LevelChange> kept(const std::vector<double>& values, std::size_t candidate) {
  return keep_real_changes(values, {{candidate}});
}

TEST(ChangeGates, KeepAClearStepWithItsMedians) {
  const auto changes = kept(step(20, 10, 100, 20), 20);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].index, 20U);
  EXPECT_EQ(changes[0].before, 100);
  EXPECT_EQ(changes[0].after, 120);
  EXPECT_EQ(changes[0].runs_after, 10U);
  EXPECT_EQ(changes[0].superiority, 1);
  EXPECT_TRUE(changes[0].is_certain);
}

TEST(ChangeGates, KeepAStepDownAsWell) {
  const auto changes = kept(step(20, 10, 100, -20), 20);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].superiority, 1);
}

TEST(ChangeGates, AskForThreeRunsOnEachSideAndFiveToBeCertain) {
  EXPECT_TRUE(kept(step(20, 2, 100, 20), 20).empty());
  const auto changes = kept(step(20, 3, 100, 20), 20);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_FALSE(changes[0].is_certain);
}

TEST(ChangeGates, AskForFivePerCent) {
  EXPECT_TRUE(kept(step(20, 10, 1000, 40), 20).empty());
  EXPECT_FALSE(kept(step(20, 10, 1000, 60), 20).empty());
}

TEST(ChangeGates, AskForThreeMedianResiduals) {
  // Half of the values lie 20 off their level: the residual is 20, the step 40.
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) {
    values.push_back((i < 20 ? 100 : 140) + (i % 2 == 0 ? 20 : -20));
  }
  EXPECT_TRUE(kept(values, 20).empty());
}

TEST(ChangeGates, RefuseAHalfThatJumpsBetweenTwoLevels) {
  // A bimodal half: its median is far above, but nearly half of its runs are not.
  std::vector<double> values;
  append(values, 25, 13);
  for (int i = 0; i < 25; ++i) {
    values.push_back(i % 2 == 0 ? 25 : 13);
  }
  EXPECT_TRUE(kept(values, 25).empty());
}

TEST(ChangeGates, DropTheFalsePointAndKeepTheTrueOneBesideIt) {
  const auto values = step(20, 10, 100, 20);
  const auto changes = keep_real_changes(values, {{10}, {20}});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].index, 20U);
  EXPECT_EQ(changes[0].runs_before, 20U);
}

TEST(ChangeGates, AskMoreOfSeriesWhoseNeighboursAreAlike) {
  // Blocks of three equal residuals: strongly correlated, median distance 2; the step is 3.5 of it.
  std::vector<double> values;
  for (int i = 0; i < 36; ++i) {
    constexpr double block[] = {-2, 2, 0, -2, 2, 0};
    values.push_back((i < 18 ? 100 : 107) + block[i / 3 % 6]);
  }
  ASSERT_GT(residual_autocorrelation(values, {18}), 0.3);
  EXPECT_TRUE(kept(values, 18).empty());
  ChangeGates careless;
  careless.max_autocorrelation = 2;
  EXPECT_FALSE(keep_real_changes(values, {{18}}, careless).empty());
}

TEST(ChangeGates, KeepAnExactStepBetweenConstantLevels) {
  std::vector<double> values(10, 100.0);
  values.insert(values.end(), 10, 110.0);
  EXPECT_EQ(kept(values, 10).size(), 1U);
}

TEST(ChangeGates, RefuseAStraightRiseThatIsCutIntoLevels) {
  std::vector<double> values;
  append(values, 60, 100);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] += 0.5 * static_cast<double>(i);
  }
  EXPECT_TRUE(keep_real_changes(values, {{20}, {40}}).empty());
  EXPECT_TRUE(kept(values, 30).empty());
}

TEST(ChangeGates, KeepAStepBetweenShortLevelsThatALineAlmostFits) {
  EXPECT_EQ(kept(step(5, 5, 100, 10), 5).size(), 1U);
  EXPECT_EQ(kept(step(3, 3, 100, 10), 3).size(), 1U);
}

}  // namespace
}  // namespace testtracker::insight
