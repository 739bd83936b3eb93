// Catch2's own options.

#include "catch2_test.hpp"
#include "process/child_process.hpp"
#include "session/program_identity.hpp"
#include "support/file_text.hpp"

#include <gmock/gmock.h>

#include <set>

namespace testtracker::adapters {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Flags : public Catch2Test {};

TEST_F(Flags, RandomOrderRunsWhatWasPlanned) {
  const auto run = run_with({"[report],Passes", "--order", "rand", "--rng-seed", "7"});
  std::vector<std::string> planned;
  for (const auto& plan : run.events<TestsPlanned>()) {
    for (const auto& test : plan.tests) {
      planned.push_back(test.suite + "." + test.name);
    }
  }
  EXPECT_EQ(run.names(), planned);
  EXPECT_THAT(planned, SizeIs(has_version_3() ? 4 : 3));
}

TEST_F(Flags, AbortLeavesTheRestNotRun) {
  const auto run = run_with({"Fails fatally,Fails explicitly,Throws", "--abort"});
  EXPECT_EQ(run.status("outcomes", "Fails fatally"), Status::failed);
  EXPECT_EQ(run.status("outcomes", "Fails explicitly"), Status::not_run);
  EXPECT_EQ(run.status("outcomes", "Throws"), Status::not_run);
}

TEST_F(Flags, ShardsTogetherHaveEveryTestOnceAndSayWhichTheyAre) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 has no shards";
  }
  for (const char* const index : {"0", "1", "2"}) {
    run_with({"[report],Passes", "--shard-count", "3", "--shard-index", index});
  }
  ProgramRun all;
  read(all);
  EXPECT_THAT(all.session.tests, SizeIs(4));
  std::set<std::int32_t> indices;
  for (const auto& process : all.session.processes) {
    EXPECT_EQ(process.start.shard_total, 3);
    indices.insert(process.start.shard_index.value_or(-1));
  }
  EXPECT_THAT(indices, ElementsAre(0, 1, 2));
  for (const auto& test : all.session.tests) {
    EXPECT_EQ(test.status, Status::passed) << test.identity.name;
    EXPECT_THAT(test.attempts, SizeIs(1)) << test.identity.name;
  }
}

TEST_F(Flags, SeveralReportersChangeNothing) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 has one reporter";
  }
  const std::string report = dir_ / "report.xml";
  const auto run = run_with({"Passes,Fails twice", "-r", "xml::out=" + report, "-r", "console"});
  EXPECT_EQ(run.session.counts.total, 3U);  // "Passes" stands in two suites
  EXPECT_THAT(test::read_file(report), HasSubstr("Fails twice"));
}

TEST_F(Flags, AListOfTestsIsNoSession) {
  run_with({"--list-tests"});
  run_with({"--list-tags"});
  run_with({"--help"});
  EXPECT_THAT(journals(), IsEmpty());
}

TEST_F(Flags, ASpecThatMatchesNothingIsTold) {
  const auto run = run_with({"no such test"});
  EXPECT_EQ(run.session.counts.total, run.exit.exit_code == 0 ? 0U : 1U);
  EXPECT_THAT(run.session.notes, Contains(HasSubstr("no such test")));
}

TEST_F(Flags, ItsOwnOptionsAreNoPartOfTheProgramsIdentity) {
  run_with({"Passes", "--order", "rand", "-s", "--durations=yes"});
  const auto run = run_with({"Passes"});
  for (const auto& process : run.session.processes) {
    EXPECT_EQ(process.identity, "tracked_");
  }
}

TEST_F(Flags, TheRerunCommandOfAnyNameRunsThatTest) {
  const std::string name = "Names, with [odd] \\ and \"quoted\" parts*";
  const auto run = run_with({"Names*"});
  const auto command =
      session::rerun_command(run.session.processes.at(0), run.test("outcomes", name));
  ProgramCall call;
  call.environment = {{"TESTTRACKER_SESSION", std::nullopt}, {"TESTTRACKER", "off"}};
  auto shell = this->command(call);
  shell.arguments = {"sh", "-c", command + " -r compact"};
  const auto exit = process::run(shell);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->exit_code, 0) << command;
  EXPECT_THAT(exit->output, HasSubstr("1 test case")) << command;
}

TEST_F(Flags, TheRerunCommandTellsTestsOfOneNameApart) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 refuses them";
  }
  const auto run = run_with({"Same name"});
  EXPECT_THAT(
      session::rerun_command(run.session.processes.at(0), run.test("outcomes", "Same name [blue]")),
      HasSubstr("'Same name[blue]'"));
}

TEST_F(Flags, BothRunsOfAProgramAreAttempts) {
  const auto run = run_with({"Throws"}, "run_twice");
  EXPECT_THAT(run.test("outcomes", "Throws").attempts, SizeIs(2));
}

}  // namespace
}  // namespace testtracker::adapters
