// What test code reports: numbers, texts, files, notes, spans, GoogleTest's properties.

#include "program_run.hpp"
#include "support/file_text.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <map>

namespace testtracker::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class Reports : public ProgramTest {};

std::map<std::string, double> metrics_of(const std::vector<session::Metric>& metrics) {
  std::map<std::string, double> values;
  for (const auto& metric : metrics) {
    values[metric.name] = metric.value;
  }
  return values;
}

TEST_F(Reports, MetricsBelongToTheirTest) {
  const auto run = this->run("Report.Metrics");
  const auto values = metrics_of(run.test("Report", "Metrics").metrics);
  EXPECT_EQ(values.at("rows_per_s"), 1.5e6);
  EXPECT_TRUE(std::isnan(values.at("nan")));
  EXPECT_EQ(values.at("inf"), HUGE_VAL);
  EXPECT_EQ(values.at("minus_inf"), -HUGE_VAL);
}

TEST_F(Reports, MetricsOutsideOfTestsBelongToTheSession) {
  const auto run = this->run("Report.Metrics");
  EXPECT_EQ(metrics_of(run.session.metrics).at("in_set_up"), 1);
}

TEST_F(Reports, WhatAMetricMeansIsInParamsBesideIt) {
  const auto run = this->run("Report.Meanings");
  std::map<std::string, std::string> params;
  for (const auto& param : run.test("Report", "Meanings").params) {
    params[param.name] = param.value;
  }
  EXPECT_THAT(params, ElementsAre(Pair("accuracy.cases", "400"), Pair("accuracy.unit", "share"),
                                  Pair("accuracy.worse", "lower")));
  EXPECT_EQ(metrics_of(run.test("Report", "Meanings").metrics).at("accuracy"), 0.93);
}

TEST_F(Reports, OfOneParamTheLastValueCounts) {
  const auto run = this->run("Report.Params");
  const auto& params = run.test("Report", "Params").params;
  ASSERT_THAT(params, SizeIs(1));
  EXPECT_EQ(params[0].name, "model");
  EXPECT_EQ(params[0].value, "large");
}

TEST_F(Reports, NotesAreKept) {
  EXPECT_THAT(run("Report.Notes").test("Report", "Notes").notes, ElementsAre("warm cache"));
}

TEST_F(Reports, SpansAreMeasuredWithinTheirTest) {
  const auto run = this->run("Report.Spans");
  const auto& spans = run.test("Report", "Spans").spans;
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_EQ(spans[0].name, "parse");
  EXPECT_EQ(spans[1].name, "load");
  EXPECT_LE(spans[1].start, spans[0].start);
  EXPECT_GE(spans[1].duration, spans[0].duration);
}

TEST_F(Reports, AttachedFilesAreCopiedAtTheCall) {
  const auto run = this->run("Report.Attachments");
  const auto& test = run.test("Report", "Attachments");
  ASSERT_THAT(test.attachments, SizeIs(1));
  EXPECT_EQ(test.attachments[0].name, "log.txt");
  EXPECT_EQ(test::read_file(session_ + "/" + test.attachments[0].path), "hello");
}

TEST_F(Reports, AFileThatCannotBeAttachedBecomesANote) {
  const auto run = this->run("Report.Attachments");
  ASSERT_THAT(run.test("Report", "Attachments").notes, SizeIs(1));
  EXPECT_THAT(run.test("Report", "Attachments").notes[0], HasSubstr("/nowhere/at/all.txt"));
}

TEST_F(Reports, ThreadsMayReportAtOnce) {
  const auto run = this->run("Report.FromThreads");
  const auto& test = run.test("Report", "FromThreads");
  EXPECT_THAT(test.metrics, SizeIs(400));
  EXPECT_THAT(test.spans, SizeIs(400));
}

TEST_F(Reports, WithoutAListenerNothingHappens) {
  ProgramCall call;
  call.program = "untracked_";
  call.filter = "Report.*";
  EXPECT_EQ(run(call).exit.exit_code, 0);
  EXPECT_THAT(journals(), SizeIs(0));
}

TEST_F(Reports, PropertiesAreParamsAndTheLastValueCounts) {
  const auto run = this->run("Property.*");
  std::map<std::string, std::string> params;
  for (const auto& param : run.test("Property", "OfATest").params) {
    params[param.name] = param.value;
  }
  EXPECT_EQ(params, (std::map<std::string, std::string>{{"host", "h1"}, {"rows", "13"}}));
}

}  // namespace
}  // namespace testtracker::adapters
