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

TEST(HistoryReport, BeginsAnewAtTheFirstRunAfterAnAcceptedCommitWithoutOne) {
  MadeHistory made;
  add_slowdown(made);
  HistoryOptions options;
  options.accepted = {{"bbbbbbb", "Book/Matches", ""}};
  options.commits.contains = [&](const std::string& commit, const std::string&) {
    return std::optional<bool>(commit >= made.history.runs[19].commit);
  };
  const auto report = judge_history(made.history, options);
  EXPECT_EQ(report.series[0].accepted_from, 19U);
  EXPECT_TRUE(report.series[0].changes.empty());
}

TEST(HistoryReport, FindsNothingInALevelThatHasNoValueYet) {
  MadeHistory made;
  add_slowdown(made);
  made.run().passed("Book/Fees");
  HistoryOptions options;
  options.accepted = {{made.history.runs.back().commit, "Book/Matches", ""}};
  options.reference = Reference{made.history.runs.front(), "release v1.2"};
  const auto report = judge_history(made.history, options);
  const auto& matches = report.series[0];
  EXPECT_FALSE(matches.reference.has_value());
  EXPECT_EQ(matches.accepted_from, matches.series.values.size());
  EXPECT_TRUE(matches.changes.empty());
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

/// 20 runs at the end of a decay of 0.3 ms per run since the reference of 100 ms.
HistoryOptions add_slow_decay(MadeHistory& made) {
  made.run().passed("Book/Matches", 100).metric("Book/Matches/accuracy", 0.95, "share");
  HistoryOptions options;
  options.reference = Reference{made.history.runs.back(), "release v1.2"};
  made.history.runs.clear();
  Chance chance;
  for (int run = 60; run < 80; ++run) {
    made.run().passed("Book/Matches", chance.around(100 + 0.3 * run, 1.5));
    made.metric("Book/Matches/accuracy", chance.around(0.95 - 0.001 * run, 0.005), "share",
                baseline::Worse::lower);
  }
  return options;
}

TEST(HistoryReport, SeesASlowDecayOnlyBesideAReference) {
  MadeHistory made;
  const auto options = add_slow_decay(made);
  const auto report = judge_history(made.history, options);
  ASSERT_EQ(report.series.size(), 2U);
  for (const auto& one : report.series) {
    EXPECT_TRUE(one.changes.empty());
    EXPECT_FALSE(one.drift.has_value());
    ASSERT_TRUE(one.is_beyond_reference()) << made.name(one.series.key);
    EXPECT_EQ(one.meaning_of(one.reference->before, one.reference->after), Meaning::worse);
  }
  EXPECT_NEAR(report.series[0].reference->after, 122.5, 2);
  EXPECT_NEAR(report.series[1].reference->after, 0.875, 0.005);
}

TEST(HistoryReport, TellsNothingOfAReferenceWithinTheNoise) {
  MadeHistory made;
  auto options = add_slow_decay(made);
  options.reference->run.tests[0].duration_ms = 115;  // 7 % below: less than the floor of a gate
  const auto report = judge_history(made.history, options);
  ASSERT_TRUE(report.series[0].reference.has_value());
  EXPECT_FALSE(report.series[0].is_beyond_reference());
}

TEST(HistoryReport, ComparesTheLastLevelWithTheReference) {
  MadeHistory made;
  add_slowdown(made);
  HistoryOptions options;
  options.reference = Reference{made.history.runs[2], "#3"};
  const auto report = judge_history(made.history, options);
  EXPECT_NEAR(report.series[0].reference->after, 200, 3);
  options.reference = Reference{made.history.runs[25], "#26"};
  EXPECT_FALSE(judge_history(made.history, options).series[0].is_beyond_reference());
}

TEST(HistoryReport, LeavesALevelAloneThatWasAcceptedSinceTheReference) {
  MadeHistory made;
  add_slowdown(made);
  HistoryOptions options;
  options.accepted = {{made.history.runs[19].commit, "Book/Matches", ""}};
  options.reference = Reference{made.history.runs[2], "#3"};
  EXPECT_FALSE(judge_history(made.history, options).series[0].reference.has_value());
  options.reference = Reference{made.history.runs[20], "#21"};
  EXPECT_TRUE(judge_history(made.history, options).series[0].reference.has_value());
}

TEST(HistoryReport, DoesNotCompareValuesOfAnotherUnitWithTheReference) {
  MadeHistory made;
  auto options = add_slow_decay(made);
  options.reference->run.metrics[0].unit = made.history.texts.intern("percent");
  EXPECT_FALSE(judge_history(made.history, options).series[1].reference.has_value());
}

}  // namespace
}  // namespace testtracker::history
