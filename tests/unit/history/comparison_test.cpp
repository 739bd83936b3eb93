#include "history/comparison.hpp"

#include "history/comparison_text.hpp"
#include "made_history.hpp"

#include <gtest/gtest.h>

namespace testtracker::history {
namespace {

using Names = std::vector<std::string>;

template <typename Change>
Names names_of(const MadeHistory& made, const std::vector<Change>& changes) {
  Names names;
  for (const auto& change : changes) {
    names.push_back(made.name(change.key));
  }
  return names;
}

/// 20 quiet runs in which Book/Matches takes 100 ms.
void add_runs(MadeHistory& made) {
  Chance chance;
  for (int run = 0; run < 20; ++run) {
    made.run().passed("Book/Matches", chance.around(100, 2)).passed("Book/Trades", 8);
  }
}

TEST(Comparison, TellsWhatBrokeWasFixedCameAndWent) {
  MadeHistory made;
  made.run().passed("A/Breaks").failed("A/Fixed").passed("A/Goes").failed("A/Red");
  made.run().failed("A/Breaks", "x.cpp:3 no").passed("A/Fixed").passed("A/Comes").failed("A/Red");
  const auto comparison = compare_runs(made.history, 0, 1);
  EXPECT_EQ(names_of(made, comparison.new_failures), Names{"A/Breaks"});
  EXPECT_EQ(made.name(comparison.new_failures[0].message), "x.cpp:3 no");
  EXPECT_EQ(names_of(made, comparison.fixed), Names{"A/Fixed"});
  EXPECT_EQ(names_of(made, comparison.added), Names{"A/Comes"});
  EXPECT_EQ(names_of(made, comparison.removed), Names{"A/Goes"});
  EXPECT_EQ(comparison.still_failing, 1U);
  EXPECT_EQ(comparison.common, 3U);
}

TEST(Comparison, TakesANewTestThatFailsForANewFailure) {
  MadeHistory made;
  made.run().passed("A/Old").run().passed("A/Old").failed("A/New");
  const auto comparison = compare_runs(made.history, 0, 1);
  EXPECT_EQ(names_of(made, comparison.new_failures), Names{"A/New"});
  EXPECT_TRUE(comparison.added.empty());
}

TEST(Comparison, TellsSlowerTestsBeyondTheNoiseOfEarlierRuns) {
  MadeHistory made;
  add_runs(made);
  made.run().passed("Book/Matches", 180).passed("Book/Trades", 8.1);
  const auto comparison = compare_runs(made.history, 19, 20);
  EXPECT_EQ(names_of(made, comparison.worse), Names{"Book/Matches"});
  EXPECT_TRUE(comparison.worse[0].is_noise_known);
  EXPECT_TRUE(comparison.better.empty());
}

TEST(Comparison, TakesNoNoiseFromRunsAfterTheFirst) {
  MadeHistory made;
  add_runs(made);
  for (int run = 0; run < 20; ++run) {
    made.run().passed("Book/Matches", 180);
  }
  EXPECT_EQ(compare_runs(made.history, 10, 39).worse.size(), 1U);
}

TEST(Comparison, AsksForMoreWhereTheNoiseIsUnknown) {
  MadeHistory made;
  made.run().passed("Book/Matches", 100).passed("Book/Loads", 100);
  made.run().passed("Book/Matches", 140).passed("Book/Loads", 190);
  const auto comparison = compare_runs(made.history, 0, 1);
  EXPECT_EQ(names_of(made, comparison.worse), Names{"Book/Loads"});
  EXPECT_FALSE(comparison.worse[0].is_noise_known);
}

TEST(Comparison, JudgesMetricsByTheirDeclaredDirectionOnly) {
  MadeHistory made;
  for (const double value : {10.0, 20.0}) {
    made.run()
        .metric("speed", value, "1/s", baseline::Worse::lower)
        .metric("loss", value, "", baseline::Worse::higher)
        .metric("size", value);
  }
  const auto comparison = compare_runs(made.history, 0, 1);
  EXPECT_EQ(names_of(made, comparison.better), Names{"speed"});
  EXPECT_EQ(names_of(made, comparison.worse), Names{"loss"});
  EXPECT_EQ(names_of(made, comparison.changed), Names{"size"});
}

TEST(Comparison, SaysWhenThePlaceExplainsMore) {
  MadeHistory made;
  for (const double factor : {1.0, 1.3}) {
    made.run();
    for (const char* const test : {"A/1", "A/2", "A/3", "A/4", "A/5"}) {
      made.passed(test, 100 * factor);
    }
  }
  EXPECT_FALSE(compare_runs(made.history, 0, 1).environment_explains);
  made.history.runs[0].environment = {{"compiler", "GCC 12"}};
  made.history.runs[1].environment = {{"compiler", "GCC 13"}};
  const auto comparison = compare_runs(made.history, 0, 1);
  EXPECT_TRUE(comparison.environment_explains);
  EXPECT_NEAR(comparison.median_ratio, 1.3, 1e-9);
  const auto text = comparison_text(made.history, comparison, 0, 1, {});
  EXPECT_NE(text.find("place    compiler: GCC 12 → GCC 13\n"
                      "         100 % of 5 durations moved together (+30 % in the middle)"),
            std::string::npos)
      << text;
}

TEST(Comparison, OfARunWithItselfIsEmpty) {
  MadeHistory made;
  add_runs(made);
  const auto text = comparison_text(made.history, compare_runs(made.history, 5, 5), 5, 5, {});
  EXPECT_NE(text.find("Nothing differs beyond noise.\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace testtracker::history
