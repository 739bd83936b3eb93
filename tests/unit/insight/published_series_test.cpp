// Series whose change points others publish.

#include "insight/change_points.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace testtracker::insight
