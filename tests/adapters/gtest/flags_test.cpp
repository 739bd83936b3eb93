// GoogleTest's own flags and variables.

#include "program_run.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace testtracker::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Flags : public ProgramTest {
 protected:
  ProgramRun run_with(const std::string& filter, std::vector<std::string> arguments) {
    ProgramCall call;
    call.filter = filter;
    call.arguments = std::move(arguments);
    return run(call);
  }
};

TEST_F(Flags, RepeatGivesAttempts) {
  const auto run = run_with("Repeat.*:Order.A", {"--gtest_repeat=3"});
  const auto& test = run.test("Repeat", "FailsTheSecondTime");
  ASSERT_THAT(test.attempts, SizeIs(3));
  EXPECT_EQ(test.attempts[0].status, Status::passed);
  EXPECT_EQ(test.attempts[1].status, Status::failed);
  EXPECT_EQ(test.attempts[1].iteration, 1);
  EXPECT_EQ(test.attempts[2].status, Status::passed);
  EXPECT_TRUE(test.flaky);
  EXPECT_FALSE(run.session.processes.at(0).passed);
  EXPECT_EQ(run.exit.exit_code, 1);
}

TEST_F(Flags, ShuffleIsToldInTheOrderOfExecution) {
  const auto run = run_with("Order*.*", {"--gtest_shuffle", "--gtest_random_seed=7"});
  EXPECT_THAT(run.names(), UnorderedElementsAre("Order.A", "Order.B", "Order.C", "OrderLater.D"));
  EXPECT_EQ(run.session.counts.failed, 1U);
}

TEST_F(Flags, FailFastLeavesTheRestSkipped) {
  const auto run = run_with("Order*.*", {"--gtest_fail_fast"});
  EXPECT_EQ(run.status("Order", "A"), Status::passed);
  EXPECT_EQ(run.status("Order", "B"), Status::failed);
  EXPECT_EQ(run.status("Order", "C"), Status::skipped);
  EXPECT_EQ(run.status("OrderLater", "D"), Status::skipped);
}

TEST_F(Flags, ShardsTogetherHaveEveryTestOnce) {
  std::vector<std::string> names;
  for (int shard = 0; shard < 3; ++shard) {
    ProgramCall call;
    call.filter = "Order*.*:Outcome.DISABLED_IsOff";
    call.environment = {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", std::to_string(shard)}};
    run(call);
  }
  ProgramRun all;
  read(all);
  EXPECT_THAT(all.names(), UnorderedElementsAre("Order.A", "Order.B", "Order.C", "OrderLater.D",
                                                "Outcome.DISABLED_IsOff"));
  EXPECT_THAT(all.session.processes, SizeIs(3));
  for (const auto& test : all.session.tests) {
    EXPECT_THAT(test.attempts, SizeIs(1)) << test.identity.name;
  }
}

TEST_F(Flags, AShardSaysWhichOneItIs) {
  ProgramCall call;
  call.filter = "Order.*";
  call.environment = {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", "1"}};
  const auto run = this->run(call);
  ASSERT_THAT(run.session.processes, SizeIs(1));
  EXPECT_EQ(run.session.processes[0].start.shard_index, 1);
  EXPECT_EQ(run.session.processes[0].start.shard_total, 3);
}

TEST_F(Flags, AFilterThatMatchesNothingIsAnEmptySession) {
  const auto run = this->run("None.*");
  EXPECT_THAT(run.names(), ElementsAre());
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(Flags, AListOfTestsIsNoSession) {
  run_with("", {"--gtest_list_tests"});
  EXPECT_THAT(journals(), SizeIs(0));
}

TEST_F(Flags, HelpIsNoSession) {
  run_with("", {"--help"});
  EXPECT_THAT(journals(), SizeIs(0));
}

TEST_F(Flags, TheXmlReportIsWrittenAsEver) {
  const auto run = run_with("Order.A", {"--gtest_output=xml:" + (dir_ / "report.xml")});
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.status("Order", "A"), Status::passed);
}

}  // namespace
}  // namespace testtracker::adapters
