#include "insight/level_history.hpp"

#include <gtest/gtest.h>

#include <random>

namespace testtracker::insight {
namespace {

/// Appends values with about normal noise: the sum of 12 uniform numbers, the same everywhere.
class Series {
 public:
  Series& append(std::size_t count, double level, double deviation) {
    for (std::size_t i = 0; i < count; ++i) {
      double sum = -6;
      for (int j = 0; j < 12; ++j) {
        sum += static_cast<double>(engine_() >> 11) / 9007199254740992.0;
      }
      values_.push_back(level + deviation * sum);
    }
    return *this;
  }
  operator const std::vector<double>&() const {
    return values_;
  }  // NOLINT(google-explicit-constructor)

 private:
  std::vector<double> values_;
  std::mt19937_64 engine_{1234};
};

TEST(LevelHistory, IsCertainWhereBothDetectorsAgree) {
  Series values;
  values.append(30, 100, 2);
  values.append(10, 150, 2);
  const auto changes = find_level_changes(values);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].index, 30U);
  EXPECT_TRUE(changes[0].is_certain);
  EXPECT_TRUE(changes[0].both_agree);
  EXPECT_NEAR(changes[0].before, 100, 2);
  EXPECT_NEAR(changes[0].after, 150, 2);
}

TEST(LevelHistory, NamesWhatOnlyTheSearchFindsSoEarly) {
  Series values;
  values.append(50, 100, 5);
  values.append(3, 115, 5);
  ASSERT_TRUE(find_level_changes(values, Detector::potts).empty());
  const auto changes = find_level_changes(values);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].index, 50U);
  EXPECT_FALSE(changes[0].both_agree);
  EXPECT_FALSE(changes[0].is_certain);
}

TEST(LevelHistory, KeepsLongLevelsThatOverlapWhichTheGatesAloneRefuse) {
  Series values;
  values.append(100, 100, 20);
  values.append(150, 130, 20);
  ASSERT_TRUE(find_level_changes(values, Detector::split_merge).empty());
  const auto changes = find_level_changes(values);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_NEAR(static_cast<double>(changes[0].index), 100, 2);
}

TEST(LevelHistory, HasNoChangeBelowTheRelativeFloor) {
  Series values;
  values.append(50, 100, 0.1);
  values.append(50, 104, 0.1);
  EXPECT_TRUE(find_level_changes(values).empty());
  EXPECT_EQ(find_level_changes(values, Detector::both, {3, 5, 0.02}).size(), 1U);
}

TEST(LevelHistory, HasNoChangeOfFewerThanThreeRuns) {
  Series values;
  values.append(50, 100, 1);
  values.append(2, 1000, 1);
  EXPECT_TRUE(find_level_changes(values).empty());
}

}  // namespace
}  // namespace testtracker::insight
