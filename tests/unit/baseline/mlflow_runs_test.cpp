#include "baseline/mlflow_runs.hpp"

#include "report/archive.hpp"
#include "support/temp_dir.hpp"
#include "unit/baseline/records.hpp"
#include "unit/mlflow/client_fixture.hpp"
#include "unit/report/sample_session.hpp"
#include "upload/run_description.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace testtracker::baseline {
namespace {

using mlflow::error_of;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* k_series = "engine/main/linux-x86_64-gcc12-Release";
constexpr const char* k_archive = "testtracker/session.jsonl.gz";

class MlflowRunsTest : public mlflow::ClientTest {
 protected:
  /// The `number`th run of main, with one test, in the experiment Default.
  mlflow::Run deliver(int number, bool has_archive = true) {
    auto context = report::sample_context();
    context.build = number;
    report::SampleSession session;
    session.add("Starts", Status::passed, report::milliseconds(number));
    mlflow::CreateRun request;
    request.experiment_id = "0";
    request.start_time = 1700000000000 + number;
    request.run_name = upload::run_name(context, number);
    request.tags =
        upload::first_tags(context, "s" + std::to_string(number), upload::series_of(context), 5000);
    auto run = *client_->create_run(request);
    if (has_archive) {
      EXPECT_TRUE(client_->put_artifact(
          run, k_archive, report::write_archive(session.result, context, session.keys)));
    } else {
      EXPECT_TRUE(client_->log(run.info.run_id, {{"Engine/Starts_dur_ms", 1, 1, number}},
                               {{"Engine/Starts", "passed"}}, {}));
    }
    end(run);
    return run;
  }
  void end(const mlflow::Run& run) {
    mlflow::UpdateRun update;
    update.run_id = run.info.run_id;
    update.status = mlflow::RunStatus::FINISHED;
    update.end_time = 1700000009999;
    EXPECT_TRUE(client_->update_run(update));
  }
  /// As somebody does in the UI.
  bool fake_delete(const mlflow::Run& run) {
    http::Request request;
    request.method = http::Method::post;
    request.url = fake_.url() + "/api/2.0/mlflow/runs/delete";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = R"({"run_id":")" + run.info.run_id + "\"}";
    const auto reply =
        http_->send(request, std::chrono::steady_clock::now() + std::chrono::seconds(10));
    return reply && reply->status == 200;
  }
  Result<void> load(RunHistory& history) {
    RunFilter filter;
    filter.series = k_series;
    filter.platform = "linux-x86_64-gcc12-Release";
    return source().load(filter, history);
  }
  MlflowRuns source() {
    MlflowRunsOptions options;
    options.experiment = "Default";
    options.cache_directory = cache_ / "runs";
    return MlflowRuns(*client_, options);
  }

  test::TempDir cache_;
};

TEST_F(MlflowRunsTest, ReadsTestsFromArchivesAndFactsFromTags) {
  deliver(1);
  deliver(2);
  RunHistory history;
  ASSERT_TRUE(load(history));
  ASSERT_EQ(history.runs.size(), 2U);
  const auto& newest = history.runs.front();
  EXPECT_EQ(newest.name, "#2 f3eb639a");
  EXPECT_EQ(newest.branch, "main");
  EXPECT_EQ(newest.origin, Origin::archive);
  EXPECT_EQ(find_test(newest, history.texts, "Engine/Starts")->duration_ms, 2);
  EXPECT_THAT(history.notices, SizeIs(0));
}

TEST_F(MlflowRunsTest, TheSecondLookCostsTwoRequests) {
  for (int number = 1; number <= 5; ++number) {
    deliver(number);
  }
  RunHistory first;
  ASSERT_TRUE(load(first));
  fake_.forget();
  RunHistory second;
  ASSERT_TRUE(load(second));
  EXPECT_EQ(fake_.requests().size(), 2U) << fake_.requests().dump(1);
  ASSERT_EQ(second.runs.size(), 5U);
  EXPECT_EQ(find_test(second.runs[4], second.texts, "Engine/Starts")->duration_ms, 1);
}

TEST_F(MlflowRunsTest, ADamagedFileIsFetchedAgain) {
  const auto run = deliver(1);
  RunHistory first;
  ASSERT_TRUE(load(first));
  std::ofstream(cache_ / ("runs/" + run.info.run_id + ".record")) << "testtracker-record 2 ";
  RunHistory second;
  ASSERT_TRUE(load(second));
  EXPECT_EQ(second.runs.at(0).tests.size(), 1U);
}

TEST_F(MlflowRunsTest, SaysThatNothingCanBeKept) {
  deliver(1);
  std::ofstream(cache_ / "runs") << "a file in the way";
  RunHistory history;
  ASSERT_TRUE(load(history));
  EXPECT_EQ(history.runs.size(), 1U);
  EXPECT_THAT(history.notices, Contains(HasSubstr("the next time takes as long")));
}

TEST_F(MlflowRunsTest, WithoutAnArchiveParamsAndMetricsHaveToDo) {
  deliver(1, false);
  RunHistory history;
  ASSERT_TRUE(load(history));
  EXPECT_EQ(history.runs.at(0).origin, Origin::params_and_metrics);
  EXPECT_EQ(history.runs.at(0).tests.size(), 1U);
  EXPECT_THAT(history.notices,
              Contains(HasSubstr("1 runs are known only by their params and metrics")));
}

TEST_F(MlflowRunsTest, ADamagedArchiveIsAsGoodAsNone) {
  const auto run = deliver(1, false);
  ASSERT_TRUE(client_->put_artifact(run, k_archive, "not gzip, not JSON"));
  RunHistory history;
  ASSERT_TRUE(load(history));
  EXPECT_EQ(history.runs.at(0).origin, Origin::params_and_metrics);
}

TEST_F(MlflowRunsTest, DeletedAndRunningRunsAreNotThere) {
  deliver(1);
  const auto deleted = deliver(2);
  ASSERT_TRUE(fake_delete(deleted));
  auto request = request_for("running");
  request.tags.push_back({"testtracker.series", k_series});
  ASSERT_TRUE(client_->create_run(request));
  RunHistory history;
  ASSERT_TRUE(load(history));
  EXPECT_EQ(history.runs.size(), 1U);
  EXPECT_THAT(history.notices, Contains(HasSubstr("1 runs are left out: they still run")));
}

TEST_F(MlflowRunsTest, AnotherPlatformInTheSameSeriesIsLeftOut) {
  deliver(1);
  const auto other = deliver(2);
  ASSERT_TRUE(client_->log(other.info.run_id, {}, {}, {{"platform", "windows"}}));
  RunHistory history;
  ASSERT_TRUE(load(history));
  EXPECT_EQ(history.runs.size(), 1U);
  EXPECT_THAT(history.notices, Contains(HasSubstr("their platform is not linux")));
}

TEST_F(MlflowRunsTest, AServerThatDiesInTheMiddleLeavesNothingHalf) {
  deliver(1);
  deliver(2);
  fake_.add_fault(
      {{"route", "*session.jsonl.gz"}, {"skip", 1}, {"times", nullptr}, {"action", "drop"}});
  RunHistory history;
  EXPECT_EQ(error_of(load(history)).code, ErrorCode::unreachable);
  EXPECT_THAT(history.runs, SizeIs(0));
}

TEST_F(MlflowRunsTest, SaysWhichExperimentIsMissing) {
  MlflowRunsOptions options;
  options.experiment = "nowhere";
  RunHistory history;
  const auto error = error_of(MlflowRuns(*client_, options).load({}, history));
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, AllOf(HasSubstr("'nowhere'"), HasSubstr("--experiment")));
}

TEST_F(MlflowRunsTest, SaysThatARunWasDeleted) {
  const auto run = deliver(1);
  ASSERT_TRUE(fake_delete(run));
  RunHistory history;
  const auto error = error_of(source().load_run(run.info.run_id, history));
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, HasSubstr("mlflow runs restore --run-id"));
}

TEST_F(MlflowRunsTest, ReadsOneRunById) {
  const auto run = deliver(7);
  RunHistory history;
  ASSERT_TRUE(source().load_run(run.info.run_id, history));
  EXPECT_EQ(history.runs.at(0).id, run.info.run_id);
}

TEST_F(MlflowRunsTest, MoreRunsThanAPageHoldsCome) {
  for (int number = 1; number <= 103; ++number) {
    deliver(number, false);
  }
  RunFilter filter;
  filter.series = k_series;
  filter.most_runs = 102;
  RunHistory history;
  ASSERT_TRUE(source().load(filter, history));
  EXPECT_EQ(history.runs.size(), 102U);
}

}  // namespace
}  // namespace testtracker::baseline
