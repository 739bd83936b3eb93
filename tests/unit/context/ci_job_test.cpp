#include "context/ci_job.hpp"

#include "recorder/chosen_environment.hpp"
#include "support/scoped_variable.hpp"

#include <gtest/gtest.h>

namespace testtracker::context {
namespace {

constexpr const char* k_commit = "0123456789abcdef0123456789abcdef01234567";

struct Case {
  Variables variables;
  CiJob expected;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.expected.name;
}

class CiSystems : public ::testing::TestWithParam<Case> {};

TEST_P(CiSystems, AreRecognisedByTheirVariables) {
  const CiJob job = recognise_ci(GetParam().variables);
  const CiJob& expected = GetParam().expected;
  EXPECT_EQ(job.name, expected.name);
  EXPECT_EQ(job.url, expected.url);
  EXPECT_EQ(job.build, expected.build);
  EXPECT_EQ(job.branch, expected.branch);
  EXPECT_EQ(job.commit, expected.commit);
}

const Case k_cases[] = {
    {{{"CI", "true"},
      {"GITHUB_ACTIONS", "true"},
      {"GITHUB_HEAD_REF", "fix"},
      {"GITHUB_REF_NAME", "12/merge"},
      {"GITHUB_REPOSITORY", "team/parser"},
      {"GITHUB_RUN_ID", "9001"},
      {"GITHUB_RUN_NUMBER", "7"},
      {"GITHUB_SERVER_URL", "https://github.com"},
      {"GITHUB_SHA", k_commit}},
     {"github", "https://github.com/team/parser/actions/runs/9001", 7, "fix", k_commit}},
    {{{"CI", "true"},
      {"CI_COMMIT_REF_NAME", "main"},
      {"CI_COMMIT_SHA", k_commit},
      {"CI_JOB_URL", "https://gitlab.example.com/-/jobs/5"},
      {"CI_PIPELINE_IID", "31"},
      {"GITLAB_CI", "true"}},
     {"gitlab", "https://gitlab.example.com/-/jobs/5", 31, "main", k_commit}},
    {{{"BUILD_NUMBER", "44"},
      {"BUILD_URL", "http://jenkins.example.com/job/x/44/"},
      {"GIT_BRANCH", "origin/main"},
      {"GIT_COMMIT", k_commit},
      {"JENKINS_URL", "http://jenkins.example.com/"}},
     {"jenkins", "http://jenkins.example.com/job/x/44/", 44, "main", k_commit}},
    {{{"BUILD_BUILDID", "512"},
      {"BUILD_BUILDNUMBER", "20260101.3"},
      {"BUILD_SOURCEBRANCH", "refs/heads/feature/x"},
      {"BUILD_SOURCEVERSION", k_commit},
      {"SYSTEM_COLLECTIONURI", "https://dev.azure.com/team/"},
      {"SYSTEM_TEAMPROJECT", "My Project"},
      {"TF_BUILD", "True"}},
     {"azure", "https://dev.azure.com/team/My%20Project/_build/results?buildId=512", 512,
      "feature/x", k_commit}},
    {{{"BUILD_NUMBER", "3"}, {"BUILD_VCS_NUMBER", k_commit}, {"TEAMCITY_VERSION", "2025.1"}},
     {"teamcity", "", 3, "", k_commit}},
    {{{"CIRCLECI", "true"},
      {"CIRCLE_BRANCH", "main"},
      {"CIRCLE_BUILD_NUM", "8"},
      {"CIRCLE_BUILD_URL", "https://circleci.com/gh/team/x/8"},
      {"CIRCLE_SHA1", k_commit}},
     {"circleci", "https://circleci.com/gh/team/x/8", 8, "main", k_commit}},
    {{{"TRAVIS", "true"},
      {"TRAVIS_BRANCH", "main"},
      {"TRAVIS_BUILD_NUMBER", "9"},
      {"TRAVIS_COMMIT", k_commit},
      {"TRAVIS_JOB_WEB_URL", "https://travis.example.com/jobs/1"},
      {"TRAVIS_PULL_REQUEST_BRANCH", "fix"}},
     {"travis", "https://travis.example.com/jobs/1", 9, "fix", k_commit}},
    {{{"BUILDKITE", "true"},
      {"BUILDKITE_BRANCH", "main"},
      {"BUILDKITE_BUILD_NUMBER", "10"},
      {"BUILDKITE_BUILD_URL", "https://buildkite.com/team/x/builds/10"},
      {"BUILDKITE_COMMIT", "HEAD"}},
     {"buildkite", "https://buildkite.com/team/x/builds/10", 10, "main", ""}},
    {{{"CI", "woodpecker"},
      {"CI_COMMIT_BRANCH", "main"},
      {"CI_COMMIT_SHA", k_commit},
      {"CI_COMMIT_SOURCE_BRANCH", "fix"},
      {"CI_PIPELINE_NUMBER", "11"},
      {"CI_PIPELINE_URL", "https://ci.example.com/1/pipeline/11"},
      {"DRONE", "true"}},
     {"woodpecker", "https://ci.example.com/1/pipeline/11", 11, "fix", k_commit}},
    {{{"DRONE", "true"},
      {"DRONE_BRANCH", "main"},
      {"DRONE_BUILD_LINK", "https://drone.example.com/x/12"},
      {"DRONE_BUILD_NUMBER", "12"},
      {"DRONE_COMMIT", k_commit}},
     {"drone", "https://drone.example.com/x/12", 12, "main", k_commit}},
    {{{"BITBUCKET_BRANCH", "main"},
      {"BITBUCKET_BUILD_NUMBER", "13"},
      {"BITBUCKET_COMMIT", k_commit},
      {"BITBUCKET_REPO_FULL_NAME", "team/x"}},
     {"bitbucket", "https://bitbucket.org/team/x/pipelines/results/13", 13, "main", k_commit}},
    {{{"APPVEYOR", "True"},
      {"APPVEYOR_ACCOUNT_NAME", "team"},
      {"APPVEYOR_BUILD_ID", "77"},
      {"APPVEYOR_BUILD_NUMBER", "14"},
      {"APPVEYOR_PROJECT_SLUG", "x"},
      {"APPVEYOR_REPO_BRANCH", "main"},
      {"APPVEYOR_REPO_COMMIT", k_commit},
      {"APPVEYOR_URL", "https://ci.appveyor.com"}},
     {"appveyor", "https://ci.appveyor.com/project/team/x/builds/77", 14, "main", k_commit}},
    {{{"CIRRUS_BRANCH", "main"},
      {"CIRRUS_BUILD_ID", "6000000000000000"},
      {"CIRRUS_CHANGE_IN_REPO", k_commit},
      {"CIRRUS_CI", "true"},
      {"CIRRUS_TASK_ID", "5"}},
     {"cirrus", "https://cirrus-ci.com/task/5", std::nullopt, "main", k_commit}},
    {{{"SEMAPHORE", "true"},
      {"SEMAPHORE_GIT_BRANCH", "main"},
      {"SEMAPHORE_GIT_SHA", k_commit},
      {"SEMAPHORE_JOB_ID", "a-b"},
      {"SEMAPHORE_ORGANIZATION_URL", "https://team.semaphoreci.com"},
      {"SEMAPHORE_WORKFLOW_NUMBER", "15"}},
     {"semaphore", "https://team.semaphoreci.com/jobs/a-b", 15, "main", k_commit}},
};

INSTANTIATE_TEST_SUITE_P(All, CiSystems, ::testing::ValuesIn(k_cases),
                         [](const auto& instance) { return instance.param.expected.name; });

TEST(CiJob, OutsideOfACiNothingIsKnown) {
  const CiJob job = recognise_ci({{"CI", "true"}, {"BUILD_NUMBER", "3"}});
  EXPECT_EQ(job.name, "");
  EXPECT_EQ(job.build, std::nullopt);
}

TEST(CiJob, AMarkerThatSaysFalseIsNone) {
  EXPECT_EQ(recognise_ci({{"TRAVIS", "false"}}).name, "");
}

TEST(CiJob, ABuildNumberIsAWholeNumberFromOneOn) {
  for (const char* const text : {"0", "-3", "1.2", "7a", "99999999999999999999", ""}) {
    EXPECT_EQ(recognise_ci({{"CIRCLECI", "true"}, {"CIRCLE_BUILD_NUM", text}}).build, std::nullopt)
        << text;
  }
}

TEST(CiJob, AUrlWithMissingPartsIsNone) {
  EXPECT_EQ(recognise_ci({{"GITHUB_ACTIONS", "true"}, {"GITHUB_RUN_ID", "1"}}).url, "");
}

TEST(CiJob, EveryVariableThatIsReadIsRecordedInSessions) {
  for (const std::string& name : ci_variables()) {
    const test::ScopedVariable variable(name.c_str(), "1");
    const auto recorded = recorder::upload_environment();
    EXPECT_TRUE(std::any_of(recorded.begin(), recorded.end(), [&](const auto& entry) {
      return entry.first == name;
    })) << name;
  }
}

}  // namespace
}  // namespace testtracker::context
