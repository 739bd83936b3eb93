#include "insight/potts_levels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace testtracker::insight {
namespace {

using Indices = std::vector<std::size_t>;

/// Steps of the given heights at the given places, from 0.
std::vector<double> stairs(std::size_t size,
                           const std::vector<std::pair<std::size_t, double>>& steps) {
  std::vector<double> values(size, 0);
  for (const auto& [place, height] : steps) {
    for (std::size_t i = place; i < size; ++i) {
      values[i] += height;
    }
  }
  return values;
}

/// Adds about normal noise: the sum of 12 uniform numbers, the same on every machine.
std::vector<double> with_noise(std::vector<double> values, double deviation,
                               std::uint64_t seed = 1234) {
  std::mt19937_64 engine(seed);
  for (double& value : values) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += static_cast<double>(engine() >> 11) / 9007199254740992.0;
    }
    value += deviation * sum;
  }
  return values;
}

const std::vector<std::pair<std::size_t, double>> k_short{
    {5, 0.4}, {10, 0.9}, {20, -0.2}, {50, 0.2}, {70, 1.1}};
const std::vector<std::pair<std::size_t, double>> k_long{{10, 0.4},  {30, 0.9},   {200, -0.2},
                                                         {600, 0.2}, {2500, 1.1}, {2990, -0.5}};

TEST(PottsLevels, FollowThePriceOfALevel) {
  const std::vector<double> values{1, 1, 1, 2, 2, 2, 3, 3, 3};
  EXPECT_EQ(potts_changes_at_price(values, 0.1), (Indices{3, 6}));
  EXPECT_EQ(potts_changes_at_price(values, 8), Indices{});
}

// The cases that asv publishes for its own detector (test_step_detect.py), with other noise.
TEST(PottsLevels, FindTheStepsOfAsvsShortSeriesAtItsPrice) {
  EXPECT_EQ(potts_changes_at_price(with_noise(stairs(100, k_short), 0.015), 0.1),
            (Indices{5, 10, 20, 50, 70}));
}

TEST(PottsLevels, FindTheirOwnPriceForAsvsShortSeries) {
  EXPECT_EQ(find_potts_changes(with_noise(stairs(100, k_short), 0.015)),
            (Indices{5, 10, 20, 50, 70}));
}

TEST(PottsLevels, FindStepsThatAreFarApartInLittleNoise) {
  EXPECT_EQ(find_potts_changes(with_noise(stairs(3000, k_long), 0.05)),
            (Indices{10, 30, 200, 600, 2500, 2990}));
}

TEST(PottsLevels, AreOneInNoiseThatHidesEveryStep) {
  EXPECT_EQ(find_potts_changes(with_noise(stairs(3000, k_long), 5)), Indices{});
}

TEST(PottsLevels, OfAQuietBeginningStayWhenALongRestFollows) {
  auto values = with_noise(stairs(3000, k_long), 0.01);
  const auto rest = with_noise(std::vector<double>(3000, 0), 0.02, 5678);
  values.insert(values.end(), rest.begin(), rest.end());
  EXPECT_EQ(find_potts_changes(values), (Indices{10, 30, 200, 600, 2500, 2990, 3000}));
}

TEST(PottsLevels, TakeASlowWaveForNoStep) {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) {
    values.push_back(0.2 * std::cos(i / 100.0) + (i >= 500 ? 1.0 : 0.0));
  }
  EXPECT_EQ(find_potts_changes(values), Indices{500});
}

TEST(PottsLevels, AreOneInAConstantSeries) {
  EXPECT_EQ(find_potts_changes(std::vector<double>(1000, 1.0)), Indices{});
}

TEST(PottsLevels, OfOneValueAreOutliers) {
  std::vector<double> values(50, 1.0);
  values[25] = 1000;
  EXPECT_EQ(find_potts_changes(values), Indices{});
  values[26] = 1000;
  EXPECT_EQ(find_potts_changes(values), (Indices{25, 27}));
}

TEST(PottsLevels, AndDipsOfAsvsRegressionSeriesAreFound) {
  for (const std::size_t seed : {1234U, 5678U, 8901U, 2345U}) {
    std::mt19937_64 engine(seed);
    const std::size_t first = 3234 + seed % 123;
    const std::size_t second = 3264 + seed % 53;
    const std::size_t end_of_dip = 3500 + seed % 71;
    auto values = stairs(
        4000,
        {{1000, -0.3}, {first, 2.0}, {second, 2.0}, {3350, -2.7}, {end_of_dip, 2.7}, {3700, -2.0}});
    for (double& value : values) {
      value += 0.7 * static_cast<double>(engine() >> 11) / 9007199254740992.0;
    }
    const auto found = find_potts_changes(values);
    ASSERT_EQ(found.size(), 6U) << seed;
    EXPECT_NEAR(static_cast<double>(found[0]), 1000, 20);
    EXPECT_EQ(Indices(found.begin() + 1, found.end()),
              (Indices{first, second, 3350, end_of_dip, 3700}));
  }
}

TEST(PottsLevels, AreNoneInFewerThanFourValues) {
  EXPECT_EQ(find_potts_changes({}), Indices{});
  EXPECT_EQ(find_potts_changes({1, 9, 1}), Indices{});
  EXPECT_EQ(potts_changes_at_price({1}, 1), Indices{});
}

}  // namespace
}  // namespace testtracker::insight
