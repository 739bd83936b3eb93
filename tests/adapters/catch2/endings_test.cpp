// Tests that end their program, and forks.

#include "catch2_test.hpp"
#include "process/child_process.hpp"
#include "support/file_text.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace testtracker::adapters {
namespace {

using ::testing::SizeIs;

class Endings : public Catch2Test {
 protected:
  /// A test before it, the one that ends the program, and one that never starts.
  ProgramRun run_ending(const std::string& name, const std::string& main = {}) {
    return run_with({"A before,Z after," + name, "--order", "decl"}, main);
  }
};

TEST_F(Endings, ExitInATestIsToldFromACrash) {
  const auto run = run_ending("Exit0");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.status("endings", "A before"), Status::passed);
  EXPECT_EQ(run.status("endings", "Exit0"), Status::exited);
  EXPECT_EQ(run.status("endings", "Z after"), Status::not_run);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(Endings, AProgramThatReturns0ThoughTestsFailExpectedIt) {
  const auto run = run_with({"Throws"}, "return_0");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.status("outcomes", "Throws"), Status::expected_failure);
}

TEST_F(Endings, AnExceptionBehindTheTestsLeavesTheirResults) {
  const auto run = run_ending("Passes", "throw_behind_run");
  EXPECT_EQ(run.exit.signal, SIGABRT);
  EXPECT_EQ(run.status("endings", "A before"), Status::passed);
  EXPECT_EQ(run.status("endings", "Z after"), Status::passed);
}

TEST_F(Endings, AnExceptionBetweenTwoTestsEndsTheRun) {
  const auto run = run_ending("Passes", "throw_in_listener");
  EXPECT_NE(run.exit.exit_code, 0);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
  EXPECT_EQ(run.status("endings", "Z after"), Status::not_run);
}

struct Death {
  const char* test;
  int signal;
};
void PrintTo(const Death& death, std::ostream* out) {
  *out << death.test;
}

class Deaths : public Endings, public ::testing::WithParamInterface<Death> {};

TEST_P(Deaths, LeaveTheTestCrashedAndTheRestNotRun) {
  const auto run = run_ending(GetParam().test);
  EXPECT_EQ(run.exit.signal, GetParam().signal);
  EXPECT_EQ(run.status("endings", "A before"), Status::passed);
  EXPECT_EQ(run.status("endings", GetParam().test), Status::crashed);
  EXPECT_EQ(run.status("endings", "Z after"), Status::not_run);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

INSTANTIATE_TEST_SUITE_P(By, Deaths,
                         ::testing::Values(Death{"Abort", SIGABRT}, Death{"Segv", SIGSEGV},
                                           Death{"Kill", SIGKILL}, Death{"Overflow", SIGSEGV},
                                           Death{"Abort in a destructor", SIGABRT}),
                         [](const auto& death) {
                           std::string name = death.param.test;
                           return name.substr(0, name.find(' ')) + std::to_string(death.index);
                         });

class Hangs : public Endings, public ::testing::WithParamInterface<int> {};

TEST_P(Hangs, ThatAreEndedLeaveTheirTestCrashed) {
  ProgramCall call;
  call.arguments = {"A before,Hang"};
  auto child = process::ChildProcess::start(command(call));
  ASSERT_TRUE(child);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const auto is_hanging = [&] {
    const auto paths = journals();
    return !paths.empty() &&
           test::read_file(paths[0]).find(R"("test":2,"suite":"endings","name":"Hang")") !=
               std::string::npos;
  };
  while (!is_hanging() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  child->send_signal(GetParam());
  child->wait();
  ProgramRun run;
  read(run);
  EXPECT_EQ(run.status("endings", "A before"), Status::passed);
  EXPECT_EQ(run.status("endings", "Hang"), Status::crashed);
}

INSTANTIATE_TEST_SUITE_P(By, Hangs, ::testing::Values(SIGKILL, SIGTERM));

TEST_F(Endings, AForkedChildWritesNothing) {
  const auto run = run_with({"Fork"});
  EXPECT_EQ(run.status("endings", "Fork"), Status::passed);
  EXPECT_THAT(run.events<TestEnded>(), SizeIs(1));
  EXPECT_THAT(run.events<ProgramEnded>(), SizeIs(1));
  EXPECT_THAT(run.events<FailureReported>(), SizeIs(0));
}

}  // namespace
}  // namespace testtracker::adapters
