#include "baseline/metric_meaning.hpp"

#include "baseline/record_of_run.hpp"
#include "baseline/record_of_session.hpp"
#include "unit/baseline/records.hpp"
#include "unit/report/sample_session.hpp"

namespace testtracker::baseline {
namespace {

class MetricMeaning : public testing::Test {
 protected:
  MetricMeaning() {
    MetricRecord metric;
    metric.key = texts_.intern("Engine/Loads/rows");
    run_.metrics.push_back(metric);
  }
  const MetricRecord& rows() { return run_.metrics.front(); }

  Texts texts_;
  RunRecord run_;
};

TEST_F(MetricMeaning, IsDeclaredByParamsBesideTheMetric) {
  declare("Engine/Loads/rows.worse", "lower", texts_, run_);
  declare("Engine/Loads/rows.unit", "rows/s", texts_, run_);
  declare("Engine/Loads/rows.cases", "400", texts_, run_);
  EXPECT_EQ(rows().worse, Worse::lower);
  EXPECT_EQ(texts_[rows().unit], "rows/s");
  EXPECT_EQ(rows().cases, 400);
}

TEST_F(MetricMeaning, OfAnotherMetricIsNoBusinessOfThisOne) {
  declare("Engine/Loads/bytes.worse", "lower", texts_, run_);
  declare("Engine/Loads/rows", "lower", texts_, run_);
  declare(".worse", "lower", texts_, run_);
  EXPECT_EQ(rows().worse, Worse::undeclared);
}

TEST_F(MetricMeaning, WordsThatNobodyKnowsDeclareNothing) {
  declare("Engine/Loads/rows.worse", "bigger", texts_, run_);
  for (const char* const cases : {"many", "-3", "NaN", "inf", "4 of 5", ""}) {
    declare("Engine/Loads/rows.cases", cases, texts_, run_);
    EXPECT_EQ(rows().cases, 0) << cases;
  }
  EXPECT_EQ(rows().worse, Worse::undeclared);
}

TEST_F(MetricMeaning, IsReadFromASession) {
  report::SampleSession session;
  auto& test = session.add("Loads");
  test.metrics.push_back({"rows", 7, report::k_noon});
  test.params.push_back({"rows.worse", "lower"});
  const auto run = record_of_session(session.result, report::sample_context(), texts_);
  EXPECT_EQ(find_metric(run, texts_, "Engine/Loads/rows")->worse, Worse::lower);
}

TEST_F(MetricMeaning, IsReadFromARunThatAnotherClientMade) {
  mlflow::Run run;
  run.data.metrics = {{"accuracy", 0.9, 0, 1}};
  run.data.params = {{"accuracy.worse", "lower"}};
  RunRecord record;
  add_params_and_metrics(run, texts_, record);
  EXPECT_EQ(record.metrics.at(0).worse, Worse::lower);
}

class MetricRules : public testing::Test {
 protected:
  MetricRules() : runs_(1) {
    for (const char* const key : {"Engine/Loads/rows_per_s", "rows_per_s", "Engine/Loads/loss"}) {
      runs_[0].metrics.emplace_back().key = texts_.intern(key);
    }
  }
  const MetricRecord& after(std::vector<settings::MetricRule> rules, std::string_view key) {
    declare_by_rules(rules, texts_, runs_);
    return *find_metric(runs_[0], texts_, key);
  }

  Texts texts_;
  std::vector<RunRecord> runs_;
};

TEST_F(MetricRules, SayWhatAMetricMeansThatDoesNot) {
  const auto& rows =
      after({{"Engine/*/rows_per_s", "lower", "rows/s", 400, 1}}, "Engine/Loads/rows_per_s");
  EXPECT_EQ(rows.worse, Worse::lower);
  EXPECT_EQ(texts_[rows.unit], "rows/s");
  EXPECT_EQ(rows.cases, 400);
  EXPECT_EQ(find_metric(runs_[0], texts_, "rows_per_s")->worse, Worse::undeclared);
}

TEST_F(MetricRules, ANameWithoutATestIsOfEveryTest) {
  const auto& rows = after({{"rows_per_s", "lower", "", 0, 1}}, "Engine/Loads/rows_per_s");
  EXPECT_EQ(rows.worse, Worse::lower);
  EXPECT_EQ(find_metric(runs_[0], texts_, "rows_per_s")->worse, Worse::lower);
  EXPECT_EQ(find_metric(runs_[0], texts_, "Engine/Loads/loss")->worse, Worse::undeclared);
}

TEST_F(MetricRules, WhatTheTestDeclaredStays) {
  runs_[0].metrics[2].worse = Worse::higher;
  runs_[0].metrics[2].unit = texts_.intern("nats");
  const auto& loss = after({{"loss", "lower", "bits", 0, 1}}, "Engine/Loads/loss");
  EXPECT_EQ(loss.worse, Worse::higher);
  EXPECT_EQ(texts_[loss.unit], "nats");
}

TEST_F(MetricRules, TheFirstThatFitsHolds) {
  const auto& loss =
      after({{"lo?s", "higher", "", 0, 1}, {"*", "lower", "", 0, 5}}, "Engine/Loads/loss");
  EXPECT_EQ(loss.worse, Worse::higher);
  EXPECT_EQ(find_metric(runs_[0], texts_, "rows_per_s")->worse, Worse::lower);
}

}  // namespace
}  // namespace testtracker::baseline
