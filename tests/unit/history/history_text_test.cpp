#include "history/history_text.hpp"

#include "history/flaky_text.hpp"
#include "history/report_json.hpp"
#include "made_history.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace testtracker::history {
namespace {

void add_runs(MadeHistory& made) {
  Chance chance;
  for (int run = 1; run <= 30; ++run) {
    made.run().passed("Book/Matches", chance.around(run < 20 ? 120 : 240, 2));
    run < 28 ? made.passed("Book/Fees") : made.failed("Book/Fees", "x.cpp:9 fee");
  }
}

TEST(HistoryText, IsOneScreenThatNamesCommitsAndPages) {
  MadeHistory made;
  add_runs(made);
  const auto text = history_text(made.history, judge_history(made.history, {}), {});
  EXPECT_NE(text.find("suite/main/linux: 30 runs, #1 … #30\n"), std::string::npos) << text;
  EXPECT_NE(text.find("broken   Book/Fees  since #28, commits aaaaaaaa..aaaaaaaa, 3 runs failed\n"
                      "         x.cpp:9 fee\n"
                      "         https://github.com/example/project/compare/"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("slower   Book/Matches  120 ms → 240 ms (+10"), std::string::npos) << text;
  EXPECT_NE(text.find("since #20, "), std::string::npos) << text;
  EXPECT_NE(text.find(", certain\n"), std::string::npos) << text;
}

TEST(HistoryText, SaysThatNothingChanged) {
  MadeHistory made;
  Chance chance;
  for (int run = 0; run < 20; ++run) {
    made.run().passed("Book/Matches", chance.around(100, 2));
  }
  const auto text = history_text(made.history, judge_history(made.history, {}), {});
  EXPECT_NE(text.find("Nothing changed its level, drifts or fails.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("1 number judged.\n"), std::string::npos) << text;
}

TEST(HistoryText, OfManyFindingsStaysOneScreen) {
  MadeHistory made;
  for (int run = 0; run < 6; ++run) {
    made.run();
    for (int test = 0; test < 50; ++test) {
      const auto key = "A/" + std::to_string(test);
      run < 3 ? made.passed(key) : made.failed(key);
    }
  }
  const auto text = history_text(made.history, judge_history(made.history, {}), {});
  EXPECT_NE(text.find("… and 35 more: "), std::string::npos) << text;
}

TEST(HistoryJson, NamesItsSchemaAndTheChange) {
  MadeHistory made;
  add_runs(made);
  const auto report = judge_history(made.history, {});
  const auto json = nlohmann::json::parse(history_json({{made.history, report}}));
  EXPECT_EQ(json["schema"], "testtracker-history");
  EXPECT_EQ(json["version"], 1);
  const auto& series = json["series"][0];
  EXPECT_EQ(series["broken"][0]["key"], "Book/Fees");
  EXPECT_EQ(series["numbers"][0]["changes"][0]["run"]["name"], "#20");
  EXPECT_EQ(series["numbers"][0]["changes"][0]["meaning"], "worse");
  EXPECT_EQ(series["numbers"][0]["changes"][0]["certain"], true);
}

TEST(FlakyText, SaysHowOftenWhenAndWhy) {
  MadeHistory made;
  for (const char mark : std::string("PPFPPRPPFPP")) {
    made.run();
    mark == 'P' ? made.passed("V/C") : mark == 'F' ? made.failed("V/C") : made.retried("V/C");
  }
  const auto text = flaky_text(made.history, judge_flaky_tests(made.history, {}), {});
  EXPECT_NE(text.find("flaky    V/C  fails "), std::string::npos) << text;
  EXPECT_NE(text.find("3 of 11 runs failed, #3 … #9; score 0.3, passed on retry in 1 run"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("         PPFPPRPPFPP\n         3× x.cpp:1 no\n"), std::string::npos) << text;
}

/// 20 steady runs of 961 ms, with a reference of 812 ms.
HistoryOptions add_slower_than_release(MadeHistory& made) {
  made.run().passed("Book/Matches", 812);
  HistoryOptions options;
  options.reference = Reference{made.history.runs.back(), "release v1.2"};
  made.history.runs.clear();
  for (int run = 0; run < 20; ++run) {
    made.run().passed("Book/Matches", 961 + run % 3 - 1);
  }
  return options;
}

TEST(HistoryText, TellsOnALineOfItsOwnWhatDiffersFromTheReference) {
  MadeHistory made;
  const auto options = add_slower_than_release(made);
  const auto text = history_text(made.history, judge_history(made.history, options), {});
  EXPECT_NE(text.find("slower   Book/Matches  since release v1.2: 812 ms → 961 ms (+18 %)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1 number judged, 1 beside release v1.2.\n"), std::string::npos) << text;
}

TEST(HistoryText, OfATestThatWasAskedForNamesAReferenceWithinTheNoiseToo) {
  MadeHistory made;
  auto options = add_slower_than_release(made);
  options.reference->run.tests[0].duration_ms = 950;
  TextOptions details;
  details.details = true;
  const auto text = history_text(made.history, judge_history(made.history, options), details);
  EXPECT_NE(text.find("since release v1.2: 950 ms → 961 ms (+1.2 %), within the noise\n"),
            std::string::npos)
      << text;
}

TEST(HistoryJson, HoldsTheReferenceAndEachNumberBesideIt) {
  MadeHistory made;
  const auto options = add_slower_than_release(made);
  const auto report = judge_history(made.history, options);
  const auto document = nlohmann::json::parse(history_json({{made.history, report}}));
  const auto& series = document["series"][0];
  EXPECT_EQ(series["reference_label"], "release v1.2");
  EXPECT_EQ(series["reference"]["name"], "#1");
  const auto& reference = series["numbers"][0]["reference"];
  EXPECT_EQ(reference["before"], 812);
  EXPECT_EQ(reference["after"], 961);
  EXPECT_EQ(reference["meaning"], "worse");
  EXPECT_EQ(reference["outside"], true);
}

}  // namespace
}  // namespace testtracker::history
