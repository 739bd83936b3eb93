#include "judge/report_formats.hpp"

#include "judge/finding_words.hpp"
#include "unit/report/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace testtracker::judge {
namespace {

using report::golden;
using testing::HasSubstr;
using testing::Not;

GateFinding failure() {
  GateFinding finding;
  finding.finding = Finding::new_failure;
  finding.weight = Weight::regression;
  finding.key = finding.test = "Parser/Reads";
  finding.message = "parser_test.cpp:42 Expected: <1> | \"a\"";
  finding.file = "tests/parser_test.cpp";
  finding.line = 42;
  finding.why = "passed in the last 20 runs of main; failed 2 times on this commit: confirmed";
  finding.is_confirmed = true;
  finding.runs = 20;
  finding.last_good_name = "#30 8d9e0f1a";
  finding.last_good_url = "http://mlflow:5000/#/experiments/1/runs/r30";
  finding.last_good_commit = "8d9e0f1a";
  return finding;
}

GateFinding slowdown() {
  GateFinding finding;
  finding.finding = Finding::slower;
  finding.weight = Weight::warning;
  finding.key = finding.test = "DepsLog/Load";
  finding.why = "seen in one run: unconfirmed";
  finding.before = 812;
  finding.after = 1310;
  finding.low = 730.8;
  finding.high = 893.2;
  finding.unit = "ms";
  finding.recent = {800, 812, 790, 860, 1310};
  finding.runs = 20;
  return finding;
}

GateFinding notice(Finding what, const std::string& key) {
  GateFinding finding;
  finding.finding = what;
  finding.weight = Weight::notice;
  finding.key = finding.test = key;
  finding.why = "main never ran it";
  return finding;
}

GateReport sample() {
  GateReport report;
  report.verdict = GateVerdict::regression;
  report.sentence = "worse than main: 1 new-failure, 1 warning";
  report.run = {"#31 9a1b2c3d",
                "http://mlflow:5000/#/experiments/1/runs/r31",
                "9a1b2c3d",
                "topic/faster",
                "linux-x86_64-gcc12-Release",
                "s31"};
  report.baseline_branch = "main";
  report.baseline_runs = 20;
  report.baseline_first = {"#11 1f2e3d4c", "", "1f2e3d4c", "main", "", "s11"};
  report.baseline_last = {"#30 8d9e0f1a", "", "8d9e0f1a", "main", "", "s30"};
  report.tests = 1054;
  report.failed_tests = 1;
  report.judged_tests = 1053;
  report.judged_series = 1203;
  report.findings = {failure(), slowdown(), notice(Finding::new_test, "Parser/Skips"),
                     notice(Finding::new_test, "Parser/Seeks")};
  report.not_judged = {{"fewer than 8 runs of main have a value", 12, {"A/1", "A/2", "A/3"}},
                       {"this run's value is not a finite number", 1, {"A/4/loss"}}};
  report.notices = {"2 runs are left out: they still run"};
  return report;
}

TEST(GateFormats, TextIsPinned) {
  EXPECT_EQ(text_report(sample()), golden("gate.txt", text_report(sample())));
}

TEST(GateFormats, MarkdownIsPinned) {
  EXPECT_EQ(markdown_report(sample()), golden("gate.md", markdown_report(sample())));
}

TEST(GateFormats, JsonIsPinned) {
  const auto pretty = nlohmann::ordered_json::parse(json_report(sample())).dump(1) + "\n";
  EXPECT_EQ(pretty, golden("gate.json", pretty));
}

TEST(GateFormats, JunitIsPinned) {
  EXPECT_EQ(junit_report(sample()), golden("gate_junit.xml", junit_report(sample())));
}

TEST(GateFormats, GithubAnnotationsArePinned) {
  EXPECT_EQ(github_report(sample()), golden("gate_github.txt", github_report(sample())));
}

TEST(GateFormats, AThousandFindingsStayOnOneScreen) {
  auto report = sample();
  report.findings.assign(1000, failure());
  const auto text = text_report(report);
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 55);
  EXPECT_THAT(text, HasSubstr("more; --output markdown=FILE has them all"));
}

TEST(GateFormats, AThousandFindingsFitIntoAComment) {
  auto report = sample();
  report.findings.assign(1000, failure());
  EXPECT_LT(markdown_report(report).size(), 65536U);
}

TEST(GateFormats, WhatCannotBeJudgedIsAnErrorInJunit) {
  GateReport report;
  report.sentence = "cannot judge: there is no \"server\"";
  EXPECT_THAT(junit_report(report), HasSubstr("errors=\"1\""));
  EXPECT_THAT(junit_report(report), HasSubstr("&quot;server&quot;"));
}

TEST(GateFormats, ALineBreakEndsNoAnnotation) {
  auto report = sample();
  report.findings = {failure()};
  report.findings[0].key = "A/1::error::\nB";
  EXPECT_THAT(github_report(report), Not(HasSubstr("\nB")));
}

TEST(GateFormats, AnAnnotationsPlaceIsEscaped) {
  auto report = sample();
  report.findings[0].file = "a:b,c%\nd/x.cpp";
  EXPECT_THAT(github_report(report), HasSubstr("::error file=a%3Ab%2Cc%25"));
  EXPECT_THAT(github_report(report), HasSubstr("d/x.cpp,line=42,title=new-failure"));
  report.findings[0].line = 0;
  EXPECT_THAT(github_report(report), HasSubstr("d/x.cpp,title=new-failure"));
}

TEST(GateFormats, NumbersComeWithTheirUnit) {
  EXPECT_EQ(value_text(1310, "ms"), "1.31 s");
  EXPECT_EQ(value_text(1.5e6, "rows/s"), "1.5e+06 rows/s");
  EXPECT_EQ(value_text(-3, "ms"), "-3 ms");
}

}  // namespace
}  // namespace testtracker::judge
