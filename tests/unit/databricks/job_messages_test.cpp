#include "databricks/job_messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::databricks {
namespace {

using mlflow::Json;
using testing::HasSubstr;

notebook::NotebookTask task_of(const std::string& path) {
  notebook::NotebookTask task;
  task.path = path;
  task.idempotency_token = "t";
  return task;
}

Json body_of(const JobOptions& options, const notebook::NotebookTask& task) {
  const auto call = submit_call(options, task);
  EXPECT_TRUE(call) << (call ? "" : call.error().message);
  return call ? Json::parse(call->body) : Json();
}

TEST(JobMessages, NameNoClusterForServerless) {
  const Json task = body_of({}, task_of("/t/a"))["tasks"][0];
  EXPECT_FALSE(task.contains("existing_cluster_id"));
  EXPECT_FALSE(task.contains("new_cluster"));
  EXPECT_EQ(task["notebook_task"]["source"], "WORKSPACE");
}

TEST(JobMessages, NameTheClusterThatWasChosen) {
  JobOptions options;
  options.cluster_id = "0923-1";
  EXPECT_EQ(body_of(options, task_of("/t/a"))["tasks"][0]["existing_cluster_id"], "0923-1");
}

TEST(JobMessages, PassAJobClusterAsItIs) {
  JobOptions options;
  options.new_cluster = R"({"spark_version": "15.4.x", "num_workers": 2})";
  EXPECT_EQ(body_of(options, task_of("/t/a"))["tasks"][0]["new_cluster"]["num_workers"], 2);
}

TEST(JobMessages, TagTheClusterMadeForTheNotebookAndTheNameOfTheRun) {
  JobOptions options;
  options.new_cluster = R"({"num_workers": 2, "custom_tags": {"team": "data", "cost": "7"}})";
  notebook::NotebookTask task = task_of("/t/a");
  task.tags = {{"team", "core"}, {"tier", "nightly"}};
  const Json body = body_of(options, task);
  const Json wanted = {{"team", "core"}, {"tier", "nightly"}, {"cost", "7"}};
  EXPECT_EQ(body["tasks"][0]["new_cluster"]["custom_tags"], wanted);
  EXPECT_EQ(body["run_name"], "testtracker /t/a [team=core tier=nightly]");
}

TEST(JobMessages, HaveNoTagsWhereTheNotebookHasNone) {
  JobOptions options;
  options.new_cluster = R"({"num_workers": 2})";
  const Json body = body_of(options, task_of("/t/a"));
  EXPECT_FALSE(body["tasks"][0]["new_cluster"].contains("custom_tags"));
  EXPECT_EQ(body["run_name"], "testtracker /t/a");
}

TEST(JobMessages, PinACommitOfARepository) {
  JobOptions options;
  options.git.url = "https://git.example/r";
  options.git.provider = "gitHub";
  options.git.commit = "abc";
  const Json body = body_of(options, task_of("tests/a"));
  EXPECT_EQ(body["git_source"]["git_commit"], "abc");
  EXPECT_EQ(body["tasks"][0]["notebook_task"]["source"], "GIT");
}

TEST(JobMessages, EndTheRunOnDatabricksALittleAfterUs) {
  EXPECT_EQ(body_of({}, task_of("/t/a"))["timeout_seconds"], 150);
}

TEST(JobMessages, ShortenATokenThatIsTooLong) {
  notebook::NotebookTask task = task_of("/t/a");
  task.idempotency_token = std::string(65, 'x');
  const std::string token = body_of({}, task)["idempotency_token"];
  EXPECT_LE(token.size(), 64U);
  EXPECT_EQ(body_of({}, task)["idempotency_token"], token);
}

TEST(JobMessages, RefuseARelativePathInTheWorkspace) {
  const auto call = submit_call({}, task_of("t/a"));
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().message, HasSubstr("begins with /"));
}

TEST(JobMessages, RefuseParametersOfMoreThanAMegabyte) {
  notebook::NotebookTask task = task_of("/t/a");
  task.parameters = {{"p", std::string(1 << 20, 'x')}};
  const auto call = submit_call({}, task);
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().message, HasSubstr("1 MB"));
}

notebook::NotebookTask script_of(const std::string& path) {
  notebook::NotebookTask task = task_of(path);
  task.script_runner = "/base/run.py";
  return task;
}

JobOptions on_a_cluster() {
  JobOptions options;
  options.cluster_id = "0923-1";
  return options;
}

TEST(JobMessages, RunAScriptByTheProgramThatIsThere) {
  notebook::NotebookTask task = script_of("/t/a.sh");
  task.parameters = {{"env", "st\u00e4ging {{{job.id}}}"}};
  task.script_variables = {{"TESTTRACKER_DEPLOY_ENV", "prod"}};
  const Json sent = body_of(on_a_cluster(), task)["tasks"][0];
  EXPECT_EQ(sent["existing_cluster_id"], "0923-1");
  const Json python = sent["spark_python_task"];
  EXPECT_EQ(python["python_file"], "/base/run.py");
  const std::string parameter = python["parameters"][0];
  EXPECT_EQ(parameter.find("{{"), std::string::npos);
  EXPECT_EQ(parameter.find("st\u00e4"), std::string::npos);
  const Json wanted = {{"script", "/Workspace/t/a.sh"},
                       {"variables",
                        {{"TESTTRACKER_PARAM_env", "st\u00e4ging {{{job.id}}}"},
                         {"TESTTRACKER_DEPLOY_ENV", "prod"}}}};
  EXPECT_EQ(Json::parse(parameter), wanted);
}

TEST(JobMessages, RefuseParametersOfAScriptOfMoreThan10000Bytes) {
  notebook::NotebookTask task = script_of("/t/a.py");
  task.parameters = {{"p", std::string(10'000, 'x')}};
  const auto call = submit_call(on_a_cluster(), task);
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().message, HasSubstr("10,000 bytes"));
}

TEST(JobMessages, RefuseAScriptWithoutClusterAndEnvironment) {
  const auto call = submit_call({}, script_of("/t/a.py"));
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().message, HasSubstr("TESTTRACKER_NOTEBOOK_DATABRICKS_ENVIRONMENT"));
}

TEST(JobOptions, RefuseTwoClusters) {
  JobOptions options;
  options.cluster_id = "c";
  options.new_cluster = "{}";
  EXPECT_FALSE(finalize(options));
}

TEST(JobOptions, RefuseAClusterThatIsNoJson) {
  JobOptions options;
  options.new_cluster = "[1";
  EXPECT_FALSE(finalize(options));
}

TEST(JobOptions, RefuseARepositoryWithTwoRefs) {
  JobOptions options;
  options.git = {"https://git.example/r", "gitHub", "main", "v1", ""};
  EXPECT_FALSE(finalize(options));
}

}  // namespace
}  // namespace testtracker::databricks
