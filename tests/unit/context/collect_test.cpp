#include "context/collect.hpp"

#include "support/git_repository.hpp"

#include <gtest/gtest.h>

namespace testtracker::context {
namespace {

class CollectTest : public ::testing::Test {
 protected:
  CollectTest() {
    session_.project_directory = dir_.path();
    session_.owner.kind = "program";
    session_.command = {"./build/parser_tests", "--gtest_filter=a b"};
    session_.host = "machine";
  }

  RunContext collect_all() {
    const auto nothing = [](const std::string&) { return std::optional<std::string>(); };
    const auto settings = settings::Settings::load(dir_.path(), nothing, flags_);
    EXPECT_TRUE(settings);
    return collect(session_, *settings);
  }

  test::TempDir dir_;
  spool::SessionInfo session_;
  std::map<std::string, std::string> flags_;
};

TEST_F(CollectTest, WithoutGitAndCiTheFolderIsTheProject) {
  const RunContext context = collect_all();
  EXPECT_EQ(context.project, dir_.path().substr(dir_.path().rfind('/') + 1));
  EXPECT_EQ(context.commit, "");
  EXPECT_EQ(context.build, std::nullopt);
  EXPECT_EQ(context.host, "machine");
}

TEST_F(CollectTest, TheRepositoryTellsCommitBranchAndBuild) {
  test::GitRepository repository(dir_ / "parser");
  const std::string head = repository.commit("one");
  session_.project_directory = repository.path();
  const RunContext context = collect_all();
  EXPECT_EQ(context.commit, head);
  EXPECT_EQ(context.branch, "main");
  EXPECT_EQ(context.build, 1);
  EXPECT_EQ(context.project, "parser");
}

TEST_F(CollectTest, TheCiTellsBranchAndBuildBetterThanGit) {
  test::GitRepository repository(dir_ / "parser");
  const std::string head = repository.commit("one");
  session_.project_directory = repository.path();
  session_.environment = {{"CIRCLECI", "true"},
                          {"CIRCLE_BRANCH", "fix"},
                          {"CIRCLE_BUILD_NUM", "77"},
                          {"CIRCLE_SHA1", std::string(40, 'a')}};
  const RunContext context = collect_all();
  EXPECT_EQ(context.ci_name, "circleci");
  EXPECT_EQ(context.branch, "fix");
  EXPECT_EQ(context.build, 77);
  EXPECT_EQ(context.commit, head) << "what is checked out is what was tested";
}

TEST_F(CollectTest, SettingsBeatEverything) {
  session_.git_commit = std::string(40, 'b');
  session_.environment = {{"CIRCLECI", "true"}, {"CIRCLE_BRANCH", "x"}, {"CIRCLE_BUILD_NUM", "77"}};
  flags_ = {{"commit", "abcdef1"}, {"branch", "mine"}, {"build", "5"},      {"suite", "s"},
            {"platform", "p"},     {"series", "t"},    {"tags.team", "one"}};
  const RunContext context = collect_all();
  EXPECT_EQ(context.commit, "abcdef1");
  EXPECT_EQ(context.branch, "mine");
  EXPECT_EQ(context.build, 5);
  EXPECT_EQ(context.suite, "s");
  EXPECT_EQ(context.platform, "p");
  EXPECT_EQ(context.series, "t");
  ASSERT_EQ(context.tags.size(), 1U);
  EXPECT_EQ(context.tags[0], std::make_pair(std::string("team"), std::string("one")));
}

TEST_F(CollectTest, TheCommitOfTheSessionsBeginCounts) {
  session_.git_commit = std::string(40, 'b');
  EXPECT_EQ(collect_all().commit, session_.git_commit);
}

TEST_F(CollectTest, TheSuiteOfOneProgramIsItsName) {
  EXPECT_EQ(collect_all().suite, "parser_tests");
  session_.owner.kind = "runner";
  session_.command = {"testtracker", "run", "--suite", "x", "--", "/a/b/io_tests", "-v"};
  EXPECT_EQ(collect_all().suite, "io_tests");
}

TEST_F(CollectTest, TheSuiteOfManyProgramsIsTheProject) {
  session_.owner.kind = "ctest";
  session_.command = {"/usr/bin/ctest", "-j8"};
  EXPECT_EQ(collect_all().suite, collect_all().project);
  session_.owner.kind = "runner";
  session_.command = {"bash", "all_tests.sh"};
  EXPECT_EQ(collect_all().suite, collect_all().project);
  session_.command = {};
  EXPECT_EQ(collect_all().suite, collect_all().project);
}

TEST_F(CollectTest, TheCommandCanBePastedIntoAShell) {
  session_.command = {"./t", "--x=a b", "it's", "", "$HOME", "--filter=A.*"};
  EXPECT_EQ(collect_all().command, R"(./t '--x=a b' 'it'\''s' '' '$HOME' '--filter=A.*')");
}

TEST_F(CollectTest, BuildFactsMakeThePlatform) {
  RunContext context = collect_all();
  context.machine = "linux-x86_64";
  EXPECT_EQ(context.platform, "");
  set_build_facts(context, "GCC 12.2.0", "Release");
  EXPECT_EQ(context.platform, "linux-x86_64-gcc12-Release");
  EXPECT_EQ(context.compiler, "GCC 12.2.0");
  EXPECT_EQ(context.build_type, "Release");
}

TEST_F(CollectTest, UnknownBuildFactsLeaveTheMachine) {
  RunContext context;
  context.machine = "linux-aarch64";
  set_build_facts(context, "", "");
  EXPECT_EQ(context.platform, "linux-aarch64");
}

TEST_F(CollectTest, APlatformThatIsSetStays) {
  flags_ = {{"platform", "target-board"}};
  RunContext context = collect_all();
  set_build_facts(context, "Clang 14.0.6", "Debug");
  EXPECT_EQ(context.platform, "target-board");
  EXPECT_EQ(context.compiler, "Clang 14.0.6");
}

}  // namespace
}  // namespace testtracker::context
