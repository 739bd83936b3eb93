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

}  // namespace
}  // namespace testtracker::baseline
