#include "report/sparkline.hpp"

#include <gtest/gtest.h>

namespace testtracker::report {
namespace {

TEST(Sparkline, GoesFromTheSmallestToTheLargestValue) {
  EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 80), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline({5, 5, 5}, 80), "▅▅▅");
  EXPECT_EQ(sparkline({}, 80), "");
}

TEST(Sparkline, ShowsTheLastValuesWhenThereIsNoRoom) {
  EXPECT_EQ(sparkline({0, 7, 0, 7}, 2), "▁█");
}

TEST(Chart, ShowsValuesAndTheirLevels) {
  EXPECT_EQ(chart({1, 1, 2, 3, 3}, {{0, 1}, {3, 3}}, 80, 3),
            (std::vector<std::string>{"   ••", "  •", "••─"}));
}

TEST(Chart, OfEqualValuesIsALineInTheMiddle) {
  EXPECT_EQ(chart({2, 2}, {}, 80, 3), (std::vector<std::string>{"", "••", ""}));
}

}  // namespace
}  // namespace testtracker::report
