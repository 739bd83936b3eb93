#include "history/series.hpp"

#include "made_history.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace testtracker::history {
namespace {

TEST(Series, HoldOneValuePerRunInTheOrderOfTheirKeys) {
  MadeHistory made;
  made.run().passed("B/Two", 5).passed("A/One", 3);
  made.run().passed("A/One", 4);
  const auto series = series_of(made.history, {});
  ASSERT_EQ(series.size(), 2U);
  EXPECT_EQ(made.name(series[0].key), "A/One");
  EXPECT_EQ(series[0].values, (std::vector<double>{3, 4}));
  EXPECT_EQ(series[0].unit, "ms");
  EXPECT_EQ(series[0].worse, baseline::Worse::higher);
  EXPECT_EQ(series[1].runs, (std::vector<std::size_t>{0}));
}

TEST(Series, LeaveOutWhatIsNoNumberAndCountIt) {
  MadeHistory made;
  made.run().metric("loss", std::nan("")).run().metric("loss", INFINITY).run().metric("loss", 2);
  const auto series = series_of(made.history, {});
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].values, std::vector<double>{2});
  EXPECT_EQ(series[0].not_finite, 2U);
}

TEST(Series, BeginAnewWhereTheUnitChanges) {
  MadeHistory made;
  made.run().metric("size", 1, "KiB").run().metric("size", 2, "KiB").run().metric("size", 3, "B");
  const auto series = series_of(made.history, {});
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].values, std::vector<double>{3});
  EXPECT_EQ(series[0].unit, "B");
  EXPECT_EQ(series[0].other_unit, 2U);
}

TEST(Series, AreChosenByAPartOfTheNameOrAPattern) {
  EXPECT_TRUE(is_wanted("Book/Matches", {}));
  EXPECT_TRUE(is_wanted("Book/Matches", {"Match"}));
  EXPECT_FALSE(is_wanted("Book/Matches", {"match"}));
  EXPECT_TRUE(is_wanted("Book/Matches", {"Shelf", "Book/*"}));
  EXPECT_TRUE(is_wanted("Book/Matches", {"*/M?tches"}));
  EXPECT_FALSE(is_wanted("Book/Matches", {"Book*s/"}));
  EXPECT_TRUE(is_wanted("a", {"*a*"}));
  EXPECT_FALSE(is_wanted("", {"?"}));
}

}  // namespace
}  // namespace testtracker::history
