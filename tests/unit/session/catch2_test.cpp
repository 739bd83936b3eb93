// What is peculiar to programs of Catch2: their command line, parts, fatal signals, an exit code.

#include "scripted_session.hpp"
#include "session/program_identity.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace testtracker::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ProcessResult catch2_process(const std::vector<std::string>& arguments) {
  ProcessResult process;
  process.start.framework = "catch2";
  process.start.program = "unit";
  process.start.executable = "/b/unit";
  process.start.arguments = arguments;
  process.identity = program_identity(process.start);
  return process;
}

std::string rerun_of(const std::string& name, const std::vector<std::string>& tags = {}) {
  const auto process = catch2_process({});
  TestResult test;
  test.identity = {process.identity, "suite", name};
  test.tags = tags;
  return rerun_command(process, test);
}

TEST(Catch2Identity, OptionsAndSpecsAreLeftOut) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"[fast]~[slow]", "Some test*"},
           {"-s", "-r", "xml", "--order", "rand", "--rng-seed=7", "x"},
           {"-sa", "-x", "3", "--durations:yes", "-#", "-?"},
           {"--shard-count", "4", "--shard-index", "0", "--benchmark-samples", "10"},
           {"-c", "section", "-w", "NoTests", "--use-colour", "no", "name"}}) {
    EXPECT_EQ(catch2_process(arguments).identity, "unit") << arguments.front();
  }
}

TEST(Catch2Identity, WhatCatch2DoesNotHaveIsTheProgramsOwn) {
  EXPECT_EQ(catch2_process({"--data", "my dir", "[fast]", "--level=3", "-s"}).identity,
            "unit --data 'my dir' --level=3");
}

TEST(Catch2Rerun, NamesTheTest) {
  EXPECT_EQ(rerun_of("Loads"), "/b/unit Loads");
  EXPECT_EQ(rerun_of("It loads, it [really] does"), "/b/unit 'It loads\\, it \\[really\\] does'");
}

TEST(Catch2Rerun, ANameThatBeginsLikeAnOptionIsNone) {
  EXPECT_EQ(rerun_of("-5 is negative"), "/b/unit '\\-5 is negative'");
  EXPECT_EQ(rerun_of("~5"), "/b/unit '\\~5'");
}

TEST(Catch2Rerun, AppendedTagsSelectByTags) {
  EXPECT_EQ(rerun_of("Loads [a][b]", {"a", "b"}), "/b/unit 'Loads[a][b]'");
}

TEST(Catch2Rerun, ForTheProgramItIsTheProgram) {
  const auto process = catch2_process({"--data=x", "[fast]"});
  TestResult test;
  test.outside_tests = true;
  EXPECT_EQ(rerun_command(process, test), "/b/unit --data=x");
}

class Catch2Session : public ::testing::Test {
 protected:
  ScriptedSession::Process start() {
    auto started = session_.program_started("unit");
    started.framework = "catch2";
    return session_.start(started);
  }
  SessionResult result() { return session_.over(); }

  ScriptedSession session_;
};

TEST_F(Catch2Session, PartsAndTagsBelongToTheAttempt) {
  auto process = start();
  TestStarted test;
  test.id = 1;
  test.suite = "s";
  test.name = "t";
  test.tags = {"fast"};
  process.add(test);
  process.add(PartEnded{1, {"a"}, Status::passed, milliseconds(1)});
  process.add(PartEnded{1, {"b"}, Status::failed, milliseconds(2)});
  process.add(TestEnded{1, Status::failed, milliseconds(4)}).finish(false);
  const auto tests = result().tests;
  ASSERT_THAT(tests, SizeIs(1));
  EXPECT_THAT(tests[0].tags, ElementsAre("fast"));
  ASSERT_THAT(tests[0].attempts.at(0).parts, SizeIs(2));
  EXPECT_THAT(tests[0].attempts[0].parts[1].path, ElementsAre("b"));
}

TEST_F(Catch2Session, AFatalSignalIsKnownWithoutAParent) {
  auto process = start();
  process.plan({"A", "B"}).begin("A").add(FatalSignal{1, SIGSEGV}).die();
  const auto tests = result().tests;
  ASSERT_THAT(tests, SizeIs(2));
  EXPECT_EQ(tests[0].status, Status::crashed);
  EXPECT_EQ(tests[0].message, "SIGSEGV");
  EXPECT_EQ(tests[1].status, Status::not_run);
}

TEST_F(Catch2Session, AParentsWordReplacesIt) {
  auto runner = session_.start_runner();
  auto process = start();
  process.begin("A").add(FatalSignal{1, SIGTERM}).die();
  runner.add(killed_by(process, SIGKILL)).finish();
  EXPECT_EQ(result().tests.at(0).message, "SIGKILL");
}

TEST_F(Catch2Session, ExitCode4IsNoFailureWhenEverythingWasSkipped) {
  auto process = start();
  process.begin("A").skip("why").end(Status::skipped).finish().add(exited_with(process, 4));
  EXPECT_EQ(result().verdict, Verdict::passed);
  EXPECT_THAT(result().tests, SizeIs(1));
}

TEST_F(Catch2Session, ExitCode4IsAFailureWhenSomethingPassed) {
  auto process = start();
  process.run("A").finish().add(exited_with(process, 4));
  EXPECT_EQ(result().verdict, Verdict::failed);
}

TEST_F(Catch2Session, ExitCode4IsAFailureWhenNothingRan) {
  auto process = start();
  process.finish().add(exited_with(process, 4));
  EXPECT_EQ(result().verdict, Verdict::failed);
}

}  // namespace
}  // namespace testtracker::session
