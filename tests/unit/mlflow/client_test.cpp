#include "client_fixture.hpp"

#include <gmock/gmock.h>

namespace testtracker::mlflow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(ClientTest, AsksForTheVersionOnce) {
  EXPECT_EQ(*client_->version(), "3.17.2");
  EXPECT_EQ(*client_->version(), "3.17.2");
  EXPECT_EQ(client_->requests(), 1U);
}

TEST_F(ClientTest, SaysWhenTheAddressIsNoMlflow) {
  fake_.add_fault({{"route", "/version"}, {"action", "html"}});
  const Error error = error_of(client_->version());
  EXPECT_EQ(error.code, ErrorCode::bad_format);
  EXPECT_THAT(error.message, AllOf(HasSubstr(fake_.url() + "/version answered 200 with an HTML"),
                                   HasSubstr("MLFLOW_TRACKING_URI")));
}

TEST_F(ClientTest, WorksBelowAPathPrefix) {
  fake_.set_options({{"prefix", "/ml"}});
  server_.base_url = fake_.url() + "/ml";
  connect();
  EXPECT_TRUE(client_->version());
  EXPECT_TRUE(client_->get_or_create_experiment("x"));
}

// Experiments

TEST_F(ClientTest, CreatesAnExperimentAndFindsItAgain) {
  const std::string name = "Übung / a b?&%";
  const auto made = client_->get_or_create_experiment(name);
  ASSERT_TRUE(made);
  const auto found = client_->get_or_create_experiment(name);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->experiment_id, made->experiment_id);
  EXPECT_EQ(found->name, name);
  EXPECT_EQ(client_->get_experiment(made->experiment_id)->name, name);
}

TEST_F(ClientTest, TakesTheExperimentOfWhoeverWasFaster) {
  ASSERT_TRUE(client_->get_or_create_experiment("x"));
  fake_.add_fault(
      {{"route", "get-by-name"}, {"status", 404}, {"error_code", "RESOURCE_DOES_NOT_EXIST"}});
  const auto experiment = client_->get_or_create_experiment("x");
  ASSERT_TRUE(experiment);
  EXPECT_EQ(experiment->experiment_id, "1");
}

TEST_F(ClientTest, FindsTheExperimentThatALostRequestMade) {
  fake_.add_fault({{"route", "experiments/create"}, {"action", "drop"}, {"effect", true}});
  const auto experiment = client_->get_or_create_experiment("x");
  ASSERT_TRUE(experiment);
  EXPECT_EQ(experiment->experiment_id, "1");
}

TEST_F(ClientTest, SaysHowToRestoreADeletedExperiment) {
  const auto made = client_->get_or_create_experiment("x");
  http::Request remove;
  remove.method = http::Method::post;
  remove.url = fake_.url() + "/api/2.0/mlflow/experiments/delete";
  remove.headers = {{"Content-Type", "application/json"}};
  remove.body = R"({"experiment_id":"1"})";
  ASSERT_TRUE(http_->send(remove, std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  Error error = error_of(client_->get_or_create_experiment("x"));
  EXPECT_EQ(error.code, ErrorCode::rejected);
  EXPECT_THAT(error.message, HasSubstr("mlflow experiments restore -x 1"));
  CreateRun request = request_for("s");
  request.experiment_id = made->experiment_id;
  error = error_of(client_->create_run(request));
  EXPECT_EQ(error.code, ErrorCode::rejected);
  EXPECT_THAT(error.message, HasSubstr("mlflow experiments restore -x 1"));
}

TEST_F(ClientTest, RefusesExperimentNamesThatAreEmptyOrTooLong) {
  EXPECT_EQ(error_of(client_->get_or_create_experiment("")).code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(client_->get_or_create_experiment(std::string(501, 'x'))).code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(client_->requests(), 0U);
}

TEST_F(ClientTest, KnowsHowLongAnExperimentTagMayBe) {
  const std::string text(5001, 'x');
  EXPECT_TRUE(client_->set_experiment_tag("0", "view", text));
  fake_.set_options({{"version", "2.22.5"}});
  connect();
  EXPECT_EQ(error_of(client_->set_experiment_tag("0", "view", text)).code,
            ErrorCode::invalid_argument);
}

// Runs

TEST_F(ClientTest, CreatesARunWithNameTimeAndTags) {
  const mlflow::Run run = new_run();
  EXPECT_EQ(run.info.run_name, "#1 abc");
  EXPECT_EQ(run.info.start_time, 1700000000000);
  EXPECT_EQ(run.info.status, RunStatus::RUNNING);
  EXPECT_EQ(fake_.only_run()["info"]["run_id"], run.info.run_id);
}

TEST_F(ClientTest, CreatesNoRunThatCouldNotBeFoundAgain) {
  CreateRun request = request_for("s");
  request.tags.clear();
  EXPECT_EQ(error_of(client_->create_run(request)).code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(client_->create_run(request_for("it's"))).code, ErrorCode::invalid_argument);
  EXPECT_EQ(client_->requests(), 0U);
}

TEST_F(ClientTest, FindsTheRunThatALostRequestMade) {
  for (const Json& fault : {Json{{"action", "drop"}}, Json{{"status", 500}}, Json{{"status", 503}},
                            Json{{"action", "cut"}}, Json{{"action", "cut_headers"}}}) {
    Json complete = fault;
    complete["route"] = "runs/create";
    complete["effect"] = true;
    fake_.add_fault(complete);
    ASSERT_TRUE(client_->create_run(request_for(std::to_string(slept_.size())))) << fault;
  }
  EXPECT_EQ(active_runs().size(), 5U);
}

TEST_F(ClientTest, RepeatsARequestThatMadeNoRun) {
  fake_.add_fault({{"route", "runs/create"}, {"action", "drop"}, {"times", 2}});
  EXPECT_TRUE(client_->create_run(request_for("s")));
  EXPECT_EQ(active_runs().size(), 1U);
}

TEST_F(ClientTest, DeletesTheSecondRunOfARequestThatWasOnlySlow) {
  fake_.add_fault({{"route", "runs/create"}, {"action", "drop"}, {"effect", true}});
  fake_.add_fault({{"route", "runs/search"}, {"status", 200}, {"body", "{}"}});  // not there yet
  const auto run = client_->create_run(request_for("s"));
  ASSERT_TRUE(run);
  ASSERT_EQ(active_runs().size(), 1U);
  EXPECT_EQ(active_runs()[0]["info"]["run_id"], run->info.run_id);
}

TEST_F(ClientTest, UpdatesStatusAndEnd) {
  UpdateRun update;
  update.run_id = new_run().info.run_id;
  update.status = RunStatus::FAILED;
  update.end_time = 1700000001234;
  ASSERT_TRUE(client_->update_run(update));
  const auto run = client_->get_run(update.run_id);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->info.status, RunStatus::FAILED);
  EXPECT_EQ(run->info.end_time, 1700000001234);
}

TEST_F(ClientTest, ReadsTimesThatAreStrings) {
  fake_.set_options({{"int64_as_strings", true}});
  EXPECT_EQ(new_run().info.start_time, 1700000000000);
}

TEST_F(ClientTest, SearchesOverSeveralPages) {
  for (const char* session : {"a", "b", "c", "d", "e"}) {
    new_run(session);
  }
  SearchRuns search;
  search.experiment_ids = {"0"};
  search.max_results = 4;
  EXPECT_EQ(client_->search_runs(search)->size(), 4U);
  search.filter = "tags.`testtracker.session` = 'c'";
  EXPECT_EQ(client_->search_runs(search)->size(), 1U);
  search.filter = "tags.`testtracker.session` = 'z'";
  EXPECT_EQ(client_->search_runs(search)->size(), 0U);
}

TEST_F(ClientTest, SaysThatARunIsUnknown) {
  EXPECT_EQ(error_of(client_->get_run("absent")).code, ErrorCode::not_found);
  EXPECT_EQ(error_of(client_->log("absent", {{"m", 1, 1, 1}}, {}, {})).code, ErrorCode::not_found);
}

// When things go wrong

TEST_F(ClientTest, GivesUpAfterAllRepetitionsAndSaysWhatWasAnswered) {
  fake_.add_fault({{"route", "runs/get"},
                   {"status", 503},
                   {"times", nullptr},
                   {"message", "(sqlite3.OperationalError) database is locked"}});
  const Error error = error_of(client_->get_run("r"));
  EXPECT_EQ(error.code, ErrorCode::retry_later);
  EXPECT_THAT(error.message, AllOf(HasSubstr("read the run r"), HasSubstr(fake_.url()),
                                   HasSubstr("503"), HasSubstr("database is locked")));
  EXPECT_EQ(client_->requests(), 8U);
  EXPECT_EQ(notices_.size(), 7U);
}

TEST_F(ClientTest, WaitsAsLongAsTheServerAsks) {
  fake_.add_fault({{"route", "runs/get"}, {"status", 429}, {"headers", {{"Retry-After", "17"}}}});
  fake_.add_fault({{"route", "runs/get"}, {"status", 503}, {"retry_after_date_s", 100}});
  static_cast<void>(client_->get_run("r"));
  ASSERT_EQ(slept_.size(), 2U);
  EXPECT_EQ(slept_[0], std::chrono::seconds(17));
  EXPECT_GT(slept_[1], std::chrono::seconds(30));
}

TEST_F(ClientTest, GivesUpOnAServerThatIsNotThere) {
  server_.base_url = "http://127.0.0.1:1";
  connect();
  const Error error = error_of(client_->version());
  EXPECT_EQ(error.code, ErrorCode::unreachable);
  EXPECT_EQ(client_->requests(), 8U);
}

TEST_F(ClientTest, DoesNotRepeatWhatNeverPasses) {
  for (const Json& fault :
       {Json{{"status", 501}}, Json{{"status", 400}}, Json{{"status", 404}, {"action", "html"}},
        Json{{"status", 500}, {"action", "html"}}, Json{{"action", "html"}},
        Json{{"status", 500}, {"error_code", "FEATURE_DISABLED"}}, Json{{"status", 409}}}) {
    Json complete = fault;
    complete["route"] = "runs/log-batch";
    fake_.add_fault(complete);
    const Error error = error_of(client_->log("r", {{"m", 1, 1, 1}}, {}, {}));
    EXPECT_NE(error.code, ErrorCode::retry_later) << fault;
    EXPECT_NE(error.code, ErrorCode::unreachable) << fault;
  }
  EXPECT_EQ(client_->requests(), 7U);
}

TEST_F(ClientTest, RefusesSuccessesThatAreNotMlflows) {
  for (const Json& fault :
       {Json{{"action", "html"}}, Json{{"action", "empty"}}, Json{{"status", 200}, {"body", "[]"}},
        Json{{"status", 200}, {"body", R"({"ok":true})"}},
        Json{{"status", 200}, {"body", R"({"run":{"info":{"run_id":7}}})"}}}) {
    Json complete = fault;
    complete["route"] = "runs/get";
    fake_.add_fault(complete);
    const Error error = error_of(client_->get_run("r"));
    EXPECT_EQ(error.code, ErrorCode::bad_format) << fault;
    EXPECT_THAT(error.message, HasSubstr("is MLFLOW_TRACKING_URI the address")) << fault;
  }
}

TEST_F(ClientTest, SaysWhichVariablesGiveCredentials) {
  fake_.set_options({{"authorization", "Bearer right"}});
  Error error = error_of(client_->version());
  EXPECT_EQ(error.code, ErrorCode::unauthorized);
  EXPECT_THAT(error.message, HasSubstr("MLFLOW_TRACKING_USERNAME"));
  server_.authorization = "Bearer wrong";
  server_.credentials = "MLFLOW_TRACKING_TOKEN";
  connect();
  error = error_of(client_->version());
  EXPECT_THAT(error.message,
              AllOf(HasSubstr("does not accept MLFLOW_TRACKING_TOKEN"), Not(HasSubstr("wrong"))));
  server_.authorization = "Bearer right";
  connect();
  EXPECT_TRUE(client_->version());
}

TEST_F(ClientTest, SaysThatThePermissionIsMissing) {
  fake_.set_options({{"forbidden", true}});
  server_.authorization = "Bearer t";
  server_.credentials = "MLFLOW_TRACKING_TOKEN";
  connect();
  const Error error = error_of(client_->create_run(request_for("s")));
  EXPECT_EQ(error.code, ErrorCode::unauthorized);
  EXPECT_THAT(error.message, AllOf(HasSubstr("Permission denied"), HasSubstr("EDIT")));
}

TEST_F(ClientTest, SaysHowAServerAcceptsAHostName) {
  fake_.set_options({{"allowed_hosts", false}});
  const Error error = error_of(client_->get_run("r"));
  EXPECT_EQ(error.code, ErrorCode::unauthorized);
  EXPECT_THAT(error.message, HasSubstr("--allowed-hosts 127.0.0.1:"));
}

TEST_F(ClientTest, SaysThatAServerHasNoWorkspaces) {
  server_.workspace = "team";
  connect();
  const Error error = error_of(client_->get_run("r"));
  EXPECT_EQ(error.code, ErrorCode::rejected);
  EXPECT_THAT(error.message, HasSubstr("unset MLFLOW_WORKSPACE"));
  fake_.set_options({{"workspaces", true}});
  EXPECT_EQ(error_of(client_->get_run("r")).code, ErrorCode::not_found);
}

TEST_F(ClientTest, SaysThatAServerKeepsOnlyArtifacts) {
  fake_.set_options({{"artifacts_only", true}});
  const Error error = error_of(client_->get_run("r"));
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(client_->requests(), 1U);
}

}  // namespace
}  // namespace testtracker::mlflow
