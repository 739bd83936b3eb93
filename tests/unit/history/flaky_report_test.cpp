#include "history/flaky_report.hpp"

#include "made_history.hpp"

#include <gtest/gtest.h>

namespace testtracker::history {
namespace {

/// A run per letter: P passed, F failed, R passed on retry.
void add_runs(MadeHistory& made, const std::string& marks) {
  for (const char mark : marks) {
    made.run();
    mark == 'P'   ? made.passed("Venue/Connects")
    : mark == 'F' ? made.failed("Venue/Connects")
                  : made.retried("Venue/Connects");
  }
}

TEST(FlakyReport, HasScoreRetriesTextsAndWhen) {
  MadeHistory made;
  add_runs(made, "PPFPPRPPFPP");
  const auto report = judge_flaky_tests(made.history, {});
  ASSERT_EQ(report.tests.size(), 1U);
  const auto& test = report.tests[0];
  EXPECT_EQ(test.flakiness.health, insight::Health::flaky);
  EXPECT_EQ(test.marks, "PPFPPRPPFPP");
  EXPECT_EQ(test.failed_runs, 3U);
  EXPECT_EQ(test.passed_on_retry, 1U);
  EXPECT_EQ(test.first_failure, 2U);
  EXPECT_EQ(test.last_failure, 8U);
  EXPECT_EQ(test.passes_since, 2U);
  EXPECT_EQ(test.message, "x.cpp:1 no");
  EXPECT_EQ(test.message_count, 3U);
}

TEST(FlakyReport, TellsTheSameCommitApartFromTheSameInputs) {
  MadeHistory made;
  made.run().passed("Venue/Connects").run().failed("Venue/Connects");
  made.history.runs[1].commit = made.history.runs[0].commit;
  made.history.runs[0].environment = {{"compiler", "GCC 12"}};
  made.history.runs[1].environment = {{"compiler", "GCC 13"}};
  auto report = judge_flaky_tests(made.history, {});
  ASSERT_EQ(report.tests.size(), 1U);
  EXPECT_EQ(report.tests[0].flakiness.disagreements, 1U);
  EXPECT_EQ(report.tests[0].input_disagreements, 0U);
  made.history.runs[1].environment = made.history.runs[0].environment;
  report = judge_flaky_tests(made.history, {});
  EXPECT_EQ(report.tests[0].input_disagreements, 1U);
}

TEST(FlakyReport, ComparesNoRunsOfChangedFiles) {
  MadeHistory made;
  made.run().passed("Venue/Connects").run().failed("Venue/Connects");
  made.history.runs[1].commit = made.history.runs[0].commit;
  made.history.runs[1].is_dirty = true;
  EXPECT_TRUE(judge_flaky_tests(made.history, {}).tests.empty());
}

TEST(FlakyReport, CallsALastingBreakBroken) {
  MadeHistory made;
  add_runs(made, "PPPPFFF");
  const auto report = judge_flaky_tests(made.history, {});
  ASSERT_EQ(report.tests.size(), 1U);
  EXPECT_EQ(report.tests[0].flakiness.health, insight::Health::broken);
}

TEST(FlakyReport, KeepsRecoveredTestsApart) {
  MadeHistory made;
  add_runs(made, "PRPP" + std::string(20, 'P'));
  const auto report = judge_flaky_tests(made.history, {});
  EXPECT_TRUE(report.tests.empty());
  ASSERT_EQ(report.recovered.size(), 1U);
  EXPECT_EQ(report.recovered[0].passes_since, 22U);
}

TEST(FlakyReport, IsEmptyForHealthyTests) {
  MadeHistory made;
  add_runs(made, "PPPPFFFFPPPP");  // one break and its repair
  const auto report = judge_flaky_tests(made.history, {});
  EXPECT_TRUE(report.tests.empty());
  EXPECT_EQ(report.judged, 1U);
}

}  // namespace
}  // namespace testtracker::history
