// Series whose change points others publish.

#include "anchors.hpp"
#include "insight/change_points.hpp"
#include "insight/level_history.hpp"
#include "talos_series.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace testtracker::insight {
namespace {

std::vector<double> series_in(const std::string& name) {
  std::ifstream file(std::string(TESTTRACKER_GOLDEN_INSIGHT) + "/" + name);
  std::vector<double> values;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind('#', 0) != 0) {
      std::istringstream numbers(line);
      for (double value = 0; numbers >> value;) {
        values.push_back(value);
      }
    }
  }
  return values;
}

struct Expected {
  double max_p_value;
  double min_magnitude;
  std::vector<std::size_t> points;
};

// Printed by GoogleTest as the name of the case.
void PrintTo(const Expected& expected, std::ostream* out) {
  *out << "p " << expected.max_p_value << ", magnitude " << expected.min_magnitude;
}

class TigerBeetle : public testing::TestWithParam<Expected> {};

TEST_P(TigerBeetle, HasThePointsThatOtavaPublishes) {
  const auto values = series_in("tigerbeetle.txt");
  ASSERT_EQ(values.size(), 365U);
  std::vector<std::size_t> points;
  for (const auto& point :
       find_change_points(values, {30, GetParam().max_p_value, GetParam().min_magnitude})) {
    points.push_back(point.index);
  }
  EXPECT_EQ(points, GetParam().points);
}

INSTANTIATE_TEST_SUITE_P(
    Published, TigerBeetle,
    testing::Values(
        Expected{0.01, 0.05, {15, 71}}, Expected{0.05, 0.05, {15, 71}},
        Expected{0.1, 0.05, {10, 11, 15, 71, 363}}, Expected{0.2, 0.05, {10, 11, 15, 71}},
        Expected{0.2, 0, {3,   6,   7,   10,  11,  13,  15,  16,  28,  29,  35,  37,  39,  41,
                          44,  48,  49,  56,  58,  61,  65,  66,  69,  71,  74,  76,  82,  95,
                          108, 117, 125, 126, 129, 131, 136, 137, 142, 148, 165, 169, 187, 190,
                          192, 197, 200, 212, 220, 241, 243, 246, 247, 249, 250, 260, 265, 266,
                          268, 278, 282, 288, 305, 306, 325, 330, 337, 338, 340, 347, 349, 363}},
        Expected{0.1, 0, {3,   6,   10,  11,  15,  16,  28,  29,  35,  37,  39,  41,
                          44,  48,  49,  61,  71,  95,  117, 131, 142, 148, 165, 169,
                          192, 206, 212, 260, 265, 268, 278, 282, 288, 305, 363}},
        Expected{0.01, 0, {15, 26, 61, 71, 95, 117, 131, 142, 148, 165, 169, 192, 212, 260}},
        Expected{0.001, 0, {15, 61, 71, 95, 117, 131, 142, 148, 192, 212, 260}},
        Expected{0.0001, 0, {71, 95, 117, 131, 142, 148, 192, 212}},
        Expected{0.00001, 0, {71, 95, 131, 192, 212}}));

const std::vector<bench::TalosSeries>& talos() {
  static const auto all = bench::read_talos(std::string(TESTTRACKER_GOLDEN_INSIGHT) + "/talos.txt");
  return all;
}

TEST(Talos, GetsFromTheRuleAfterPerfherderExactlyItsAlerts) {
  std::size_t alerts = 0;
  for (const auto& series : talos()) {
    EXPECT_EQ(bench::perfherder_changes(series.values, 0), series.alerts) << series.name;
    alerts += series.alerts.size();
  }
  EXPECT_EQ(alerts, 12U);
}

double mean_of(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    sum += values[i];
  }
  return sum / static_cast<double>(end - begin);
}

// Perfherder alerts from 0 %: a person hears of 5 % and more.
TEST(Talos, GetsFromHistoryEachAlertOfFivePercentAndNothingElse) {
  std::size_t large = 0;
  for (const auto& series : talos()) {
    std::vector<std::size_t> found;
    for (const auto& change : find_level_changes(series.values)) {
      found.push_back(change.index);
    }
    std::size_t next = 0;
    for (const std::size_t alert : series.alerts) {
      const double before = mean_of(series.values, alert - 12, alert);
      const double after = mean_of(series.values, alert, alert + 11);
      if (std::fabs(after / before - 1) >= 0.05) {
        ASSERT_LT(next, found.size()) << series.name << ": " << alert << " is missing";
        EXPECT_NEAR(static_cast<double>(found[next++]), static_cast<double>(alert), 1)
            << series.name;
        ++large;
      }
    }
    EXPECT_EQ(next, found.size()) << series.name;
  }
  EXPECT_EQ(large, 7U);
}

}  // namespace
}  // namespace testtracker::insight
