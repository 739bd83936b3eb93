#include "insight/deviation.hpp"

#include <gtest/gtest.h>

namespace testtracker::insight {
namespace {

TEST(Deviation, IsNotJudgedOnSevenRuns) {
  EXPECT_FALSE(band_of(std::vector<double>(7, 1.0)));
  EXPECT_TRUE(band_of(std::vector<double>(8, 1.0)));
}

TEST(Deviation, OfConstantRunsIsJudgedByTheFloorsAlone) {
  const auto band = band_of(std::vector<double>(8, 100.0));
  ASSERT_TRUE(band);
  EXPECT_DOUBLE_EQ(band->low, 90);
  EXPECT_DOUBLE_EQ(band->high, 110);
}

TEST(Deviation, OfShortTestsIsJudgedByTheAbsoluteFloor) {
  BandOptions options;
  options.absolute_floor = 50;
  const auto band = band_of(std::vector<double>(8, 3.0), options);
  ASSERT_TRUE(band);
  EXPECT_DOUBLE_EQ(band->high, 53);
}

TEST(Deviation, OfNoisyRunsIsFiveRobustDeviations) {
  const auto band = band_of({80, 120, 80, 120, 100, 80, 120, 100});
  ASSERT_TRUE(band);
  EXPECT_DOUBLE_EQ(band->high, 100 + 5 * 1.4826 * 20);
}

TEST(Deviation, LooksAtTheLastTwentyRunsOnly) {
  std::vector<double> baseline(30, 1000.0);
  baseline.insert(baseline.end(), 20, 100.0);
  const auto band = band_of(baseline);
  ASSERT_TRUE(band);
  EXPECT_EQ(band->centre, 100);
}

TEST(Deviation, IsWorseOnlyOnTheDeclaredSide) {
  const Band band{100, 90, 110};
  EXPECT_EQ(deviation_of(110, band, Worse::higher), Deviation::none);
  EXPECT_EQ(deviation_of(111, band, Worse::higher), Deviation::worse);
  EXPECT_EQ(deviation_of(89, band, Worse::higher), Deviation::better);
  EXPECT_EQ(deviation_of(89, band, Worse::lower), Deviation::worse);
  EXPECT_EQ(deviation_of(111, band, Worse::lower), Deviation::better);
  EXPECT_EQ(deviation_of(111, band, Worse::undeclared), Deviation::changed);
}

TEST(Deviation, OfAProportionIsNeverFinerThanItsCasesAllow) {
  EXPECT_DOUBLE_EQ(proportion_floor(0.9, 100), 0.09);
  EXPECT_DOUBLE_EQ(proportion_floor(1, 100), 0);
}

}  // namespace
}  // namespace testtracker::insight
