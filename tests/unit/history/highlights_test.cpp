#include "history/highlights.hpp"

#include "made_history.hpp"

#include <gtest/gtest.h>

namespace testtracker::history {
namespace {

using Texts = std::vector<std::string>;

Highlights highlights_of(const MadeHistory& made) {
  Highlights highlights;
  add_highlights(made.history, judge_history(made.history, {}), judge_flaky_tests(made.history, {}),
                 highlights);
  return highlights;
}

TEST(Highlights, AreSlowerThenFlakyThenBrokenTests) {
  MadeHistory made;
  Chance chance;
  for (int run = 1; run <= 30; ++run) {
    made.run().passed("A/Slower", chance.around(run < 20 ? 100 : 200, 2));
    made.passed("A/Steady", chance.around(100, 2));
    run < 28 ? made.passed("A/Broken") : made.failed("A/Broken");
    run % 9 == 0 ? made.retried("A/Flaky") : made.passed("A/Flaky");
  }
  const auto highlights = highlights_of(made);
  EXPECT_EQ(highlights.metrics, (Texts{"A/Slower_dur_ms", "A/Flaky_dur_ms", "A/Broken_dur_ms"}));
  EXPECT_EQ(highlights.columns,
            (Texts{"metrics.`A/Slower_dur_ms`", "params.`A/Flaky`", "params.`A/Broken`"}));
}

TEST(Highlights, LeaveOutWhatGotFaster) {
  MadeHistory made;
  Chance chance;
  for (int run = 1; run <= 30; ++run) {
    made.run().passed("A/Faster", chance.around(run < 20 ? 200 : 100, 2));
  }
  EXPECT_TRUE(highlights_of(made).metrics.empty());
}

TEST(Highlights, NameNothingTwice) {
  MadeHistory made;
  Chance chance;
  for (int run = 1; run <= 30; ++run) {
    made.run();
    run < 28 ? made.passed("A/Test", chance.around(run < 20 ? 100 : 200, 2))
             : made.failed("A/Test");
  }
  EXPECT_EQ(highlights_of(made).metrics, Texts{"A/Test_dur_ms"});
}

}  // namespace
}  // namespace testtracker::history
