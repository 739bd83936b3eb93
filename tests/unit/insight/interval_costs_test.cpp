#include "insight/interval_costs.hpp"

#include "insight/rank_tests.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace testtracker::insight {
namespace {

double plain_cost(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  const std::vector<double> part(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                 values.begin() + static_cast<std::ptrdiff_t>(end));
  const double centre = median(part);
  double cost = 0;
  for (const double value : part) {
    cost += std::fabs(value - centre);
  }
  return cost;
}

void expect_plain_costs(const std::vector<double>& values, std::size_t longest) {
  const IntervalCosts costs(values, longest);
  for (std::size_t begin = 0; begin < values.size(); ++begin) {
    for (std::size_t end = begin + 1; end <= values.size(); ++end) {
      ASSERT_NEAR(costs.of(begin, end), plain_cost(values, begin, end), 1e-9)
          << begin << " to " << end;
    }
  }
}

TEST(IntervalCosts, AreThoseOfEachIntervalByItself) {
  std::mt19937 engine(1);
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) {
    values.push_back(static_cast<double>(engine() % 1000) / 10);
  }
  expect_plain_costs(values, 60);
}

TEST(IntervalCosts, WithTiesAndLongerThanTheTable) {
  std::mt19937 engine(2);
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) {
    values.push_back(static_cast<double>(engine() % 3));
  }
  expect_plain_costs(values, 7);
}

TEST(IntervalCosts, OfOneValueAreZero) {
  const std::vector<double> values{3.5};
  EXPECT_EQ(IntervalCosts(values, 1).of(0, 1), 0);
}

}  // namespace
}  // namespace testtracker::insight
