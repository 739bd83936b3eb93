#include "baseline/record_of_run.hpp"

#include "unit/baseline/records.hpp"

#include <cmath>

namespace testtracker::baseline {
namespace {

class RecordOfRun : public testing::Test {
 protected:
  RecordOfRun() {
    run_.info.run_id = "r1";
    run_.info.experiment_id = "7";
    run_.info.start_time = 1700000000000;
  }
  RunRecord record() {
    auto record = facts_of_run(run_, "http://mlflow:5000");
    add_params_and_metrics(run_, texts_, record);
    return record;
  }

  mlflow::Run run_;
  Texts texts_;
};

TEST_F(RecordOfRun, TakesItsFactsFromTags) {
  run_.data.tags = {{"git.commit", "abc"},        {"git.dirty", "true"},
                    {"git.branch", "main"},       {"platform", "linux-arm64"},
                    {"compiler", "GCC 13"},       {"team", "motors"},
                    {"mlflow.user", "ada"},       {"testtracker.series", "a/main/linux-arm64"},
                    {"testtracker.session", "s1"}};
  run_.data.metrics = {{"build/number", 12, 0, 12}};
  const auto run = record();
  EXPECT_EQ(run.commit, "abc");
  EXPECT_TRUE(run.is_dirty);
  EXPECT_EQ(run.platform, "linux-arm64");
  EXPECT_EQ(run.build, 12);
  EXPECT_EQ(run.environment, (std::vector<std::pair<std::string, std::string>>{
                                 {"compiler", "GCC 13"}, {"team", "motors"}}));
  EXPECT_EQ(run.url, "http://mlflow:5000/#/experiments/7/runs/r1");
}

TEST_F(RecordOfRun, TakesWhatMlflowsOwnClientsSaySinceOthersHaveNothingElse) {
  run_.data.tags = {{"mlflow.source.git.commit", "abc"}, {"mlflow.source.git.branch", "main"}};
  EXPECT_EQ(record().commit, "abc");
  EXPECT_EQ(record().branch, "main");
}

TEST_F(RecordOfRun, ReadsStatusesFromParams) {
  run_.data.params = {{"Engine/Starts", "passed"},
                      {"Engine/Stops", "failed: engine.cpp:4 1 is not 2"},
                      {"Engine/Stops_exception", "failed: 1 is not 2"},
                      {"Engine/Pauses", "passed: flaky, 1 of 3 attempts failed: slow"},
                      {"Engine/Stops/input", "failed"},
                      {"threads", "8"}};
  run_.data.metrics = {{"tests/total", 3, 0, 1}};
  const auto run = record();
  ASSERT_EQ(run.tests.size(), 3U);
  EXPECT_TRUE(run.is_complete);
  EXPECT_EQ(find_test(run, texts_, "Engine/Stops")->failures, 1);
  EXPECT_EQ(texts_[find_test(run, texts_, "Engine/Stops")->message], "engine.cpp:4 1 is not 2");
  const auto* flaky = find_test(run, texts_, "Engine/Pauses");
  EXPECT_TRUE(flaky->is_flaky);
  EXPECT_EQ(flaky->passes, 2);
  EXPECT_EQ(flaky->failures, 1);
}

TEST_F(RecordOfRun, ATestThatHasOnlyADurationPassed) {
  run_.data.metrics = {{"Engine/Starts_dur_ms", 12.5, 0, 1}, {"tests/total", 900, 0, 1}};
  const auto run = record();
  EXPECT_EQ(find_test(run, texts_, "Engine/Starts")->status, Status::passed);
  EXPECT_EQ(find_test(run, texts_, "Engine/Starts")->duration_ms, 12.5);
  EXPECT_FALSE(run.is_complete);
}

TEST_F(RecordOfRun, TheDurationOfAFailedTestSaysNothing) {
  run_.data.params = {{"Engine/Starts", "timed_out"}};
  run_.data.metrics = {{"Engine/Starts_dur_ms", 12.5, 0, 1}};
  EXPECT_TRUE(std::isnan(record().tests.at(0).duration_ms));
}

TEST_F(RecordOfRun, AnyOtherMetricIsTheUsersOwn) {
  run_.data.metrics = {{"accuracy", 0.9, 0, 1},
                       {"Engine/Loads/rows", 7, 0, 1},
                       {"tests/failed", 0, 0, 1},
                       {"system/cpu", 3, 0, 1}};
  const auto run = record();
  ASSERT_EQ(run.metrics.size(), 2U);
  EXPECT_EQ(find_metric(run, texts_, "accuracy")->test, 0U);
  EXPECT_EQ(texts_[find_metric(run, texts_, "Engine/Loads/rows")->test], "Engine/Loads");
}

}  // namespace
}  // namespace testtracker::baseline
