#include "history/history_report.hpp"

#include "made_history.hpp"

#include <gtest/gtest.h>

namespace testtracker::history {
namespace {

/// 30 runs of a test that takes `before` ms, from the 20th on `after` ms.
void add_slowdown(MadeHistory& made, double before = 100, double after = 200) {
  Chance chance;
  for (int run = 1; run <= 30; ++run) {
    made.run().passed("Book/Matches", chance.around(run < 20 ? before : after, before / 50));
  }
}

TEST(HistoryReport, NamesTheRunFromWhichATestIsSlower) {
  MadeHistory made;
  add_slowdown(made);
  const auto report = judge_history(made.history, {});
  ASSERT_EQ(report.series.size(), 1U);
  const auto& one = report.series[0];
  ASSERT_EQ(one.changes.size(), 1U);
  EXPECT_EQ(made.history.runs[one.series.runs[one.changes[0].index]].name, "#20");
  EXPECT_EQ(one.meaning_of(one.changes[0].before, one.changes[0].after), Meaning::worse);
  EXPECT_TRUE(report.broken.empty());
}

TEST(HistoryReport, TellsNothingOfAChangeBelowTheLeastDuration) {
  MadeHistory made;
  add_slowdown(made, 1, 2);
  EXPECT_TRUE(judge_history(made.history, {}).series[0].changes.empty());
  HistoryOptions options;
  options.least_ms = 0.5;
  EXPECT_EQ(judge_history(made.history, options).series[0].changes.size(), 1U);
}

TEST(HistoryReport, BeginsAnewAtAnAcceptedLevel) {
  MadeHistory made;
  add_slowdown(made);
  HistoryOptions options;
  options.accepted = {{made.history.runs[19].commit, "Book/Matches", ""}};
  const auto report = judge_history(made.history, options);
  EXPECT_EQ(report.series[0].accepted_from, 19U);
  EXPECT_TRUE(report.series[0].changes.empty());
}

TEST(HistoryReport, AcceptsNothingForAnotherTestOrCommit) {
  MadeHistory made;
  add_slowdown(made);
  HistoryOptions options;
  options.accepted = {{made.history.runs[19].commit, "Book/Trades", ""},
                      {"bbbbbbb", "Book/Matches", ""}};
  EXPECT_EQ(judge_history(made.history, options).series[0].changes.size(), 1U);
}

TEST(HistoryReport, TellsADriftAsADrift) {
  MadeHistory made;
  Chance chance;
  for (int run = 0; run < 30; ++run) {
    made.run().metric("accuracy", chance.around(0.9 - 0.005 * run, 0.004), "",
                      baseline::Worse::lower);
  }
  const auto report = judge_history(made.history, {});
  ASSERT_TRUE(report.series[0].drift.has_value());
  EXPECT_NEAR(report.series[0].drift->total, -0.145, 0.03);
  EXPECT_EQ(report.series[0].meaning_of(0, report.series[0].drift->total), Meaning::worse);
}

TEST(HistoryReport, NamesTheRunFromWhichATestFails) {
  MadeHistory made;
  for (int run = 1; run <= 10; ++run) {
    run < 8 ? made.run().passed("Book/Fees") : made.run().failed("Book/Fees", "x.cpp:9 fee");
  }
  const auto report = judge_history(made.history, {});
  ASSERT_EQ(report.broken.size(), 1U);
  EXPECT_EQ(report.broken[0].first_run, 7U);
  EXPECT_EQ(report.broken[0].last_good, std::optional<std::size_t>(6));
  EXPECT_EQ(report.broken[0].failures, 3U);
  EXPECT_EQ(made.name(report.broken[0].message), "x.cpp:9 fee");
}

TEST(HistoryReport, CallsAFlakyTestNotBrokenByItsLastFailure) {
  MadeHistory made;
  for (int run = 0; run < 12; ++run) {
    run % 4 == 3 ? made.run().failed("Venue/Connects") : made.run().passed("Venue/Connects");
  }
  EXPECT_TRUE(judge_history(made.history, {}).broken.empty());
}

TEST(HistoryReport, CallsATestThatLeftTheSuiteNotBroken) {
  MadeHistory made;
  made.run().passed("Book/Fees").run().failed("Book/Fees").run().failed("Book/Fees");
  made.run().passed("Book/Other");
  EXPECT_TRUE(judge_history(made.history, {}).broken.empty());
}

TEST(HistoryReport, CountsSeriesThatAreTooShort) {
  MadeHistory made;
  for (int run = 0; run < 7; ++run) {
    made.run().passed("Book/Matches", 10);
  }
  const auto report = judge_history(made.history, {});
  EXPECT_TRUE(report.series.empty());
  EXPECT_EQ(report.too_short, 1U);
}

}  // namespace
}  // namespace testtracker::history
