// Tests that end their program, forks and death tests.

#include "process/child_process.hpp"
#include "program_run.hpp"
#include "support/file_text.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace testtracker::adapters {
namespace {

using ::testing::HasSubstr;

class Endings : public ProgramTest {
 protected:
  /// A test before it, the one that ends the program, and one that never starts.
  ProgramRun run_ending(const std::string& name, const std::string& main = {}) {
    ProgramCall call;
    call.main = main;
    call.filter = "Ending.Before:Ending.Zzz:Ending." + name;
    return run(call);
  }
};

TEST_F(Endings, ExitInATestIsToldFromACrash) {
  const auto run = run_ending("Exit0");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.status("Ending", "Before"), Status::passed);
  EXPECT_EQ(run.status("Ending", "Exit0"), Status::exited);
  EXPECT_EQ(run.status("Ending", "Zzz"), Status::not_run);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(Endings, AProgramThatReturns0ThoughTestsFailExpectedIt) {
  ProgramCall call;
  call.main = "return_0";
  call.filter = "Outcome.FailsFatally";
  const auto run = this->run(call);
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.status("Outcome", "FailsFatally"), Status::expected_failure);
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(Endings, AProgramThatPassesAndReturns7Failed) {
  ProgramCall call;
  call.main = "return_7";
  call.filter = "Ending.Before";
  const auto run = this->run(call);
  EXPECT_EQ(run.exit.exit_code, 7);
  EXPECT_EQ(run.status("Ending", "Before"), Status::passed);
  EXPECT_EQ(run.session.verdict, session::Verdict::failed);
}

TEST_F(Endings, QuickExitLeavesTheTestOpen) {
  const auto run = run_ending("QuickExit");
  EXPECT_EQ(run.status("Ending", "QuickExit"), Status::crashed);
  EXPECT_EQ(run.status("Ending", "Zzz"), Status::not_run);
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
  EXPECT_EQ(run.status("Ending", "Before"), Status::passed);
  EXPECT_EQ(run.status("Ending", GetParam().test), Status::crashed);
  EXPECT_EQ(run.status("Ending", "Zzz"), Status::not_run);
}

INSTANTIATE_TEST_SUITE_P(By, Deaths,
                         ::testing::Values(Death{"Abort", SIGABRT}, Death{"Segv", SIGSEGV},
                                           Death{"Terminate", SIGABRT}, Death{"Kill", SIGKILL}),
                         [](const auto& death) { return std::string(death.param.test); });

TEST_F(Endings, AHangThatIsKilledLeavesItsTestOpen) {
  ProgramCall call;
  call.filter = "Ending.Before:Ending.Hang";
  auto child = process::ChildProcess::start(command(call));
  ASSERT_TRUE(child);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const auto is_hanging = [&] {
    const auto paths = journals();
    return !paths.empty() &&
           test::read_file(paths[0]).find(R"("name":"Hang")") != std::string::npos;
  };
  while (!is_hanging() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  child->send_signal(SIGKILL);
  child->wait();
  ProgramRun run;
  read(run);
  EXPECT_EQ(run.status("Ending", "Before"), Status::passed);
  EXPECT_EQ(run.status("Ending", "Hang"), Status::crashed);
}

TEST_F(Endings, AnExceptionThatNobodyCatchesIsACrash) {
  ProgramCall call;
  call.filter = "Ending.ThrowsOutOfTheProgram:Ending.Zzz";
  call.arguments = {"--gtest_catch_exceptions=0"};
  const auto run = this->run(call);
  EXPECT_EQ(run.exit.signal, SIGABRT);
  EXPECT_EQ(run.status("Ending", "ThrowsOutOfTheProgram"), Status::crashed);
}

TEST_F(Endings, AnExceptionThatMainCatchesLeavesTheTestExited) {
  ProgramCall call;
  call.filter = "Ending.ThrowsOutOfTheProgram:Ending.Zzz";
  call.arguments = {"--gtest_catch_exceptions=0"};
  call.main = "throw_out_of_run";
  const auto run = this->run(call);
  EXPECT_EQ(run.exit.exit_code, 42);
  EXPECT_EQ(run.status("Ending", "ThrowsOutOfTheProgram"), Status::exited);
  EXPECT_EQ(run.status("Ending", "Zzz"), Status::not_run);
}

TEST_F(Endings, AFailureThatBreaksIntoADebuggerKeepsItsText) {
  ProgramCall call;
  call.filter = "Ending.FailsForADebugger";
  call.arguments = {"--gtest_break_on_failure"};
  const auto run = this->run(call);
  EXPECT_TRUE(run.exit.signal.has_value());
  EXPECT_EQ(run.status("Ending", "FailsForADebugger"), Status::crashed);
  EXPECT_THAT(run.test("Ending", "FailsForADebugger").exception_text, HasSubstr("break here"));
}

TEST_F(Endings, AForkedChildWritesNothing) {
  const auto run = this->run("Fork.ChildThat*:Fork.ZWaitsForAllChildren");
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(journals().size(), 1U);
  EXPECT_EQ(run.events<TestStarted>().size(), 4U);
  EXPECT_EQ(run.events<TestEnded>().size(), 4U);
  EXPECT_EQ(run.events<ProgramEnded>().size(), 1U);
  EXPECT_TRUE(run.events<FailureReported>().empty());
}

TEST_F(Endings, TheUploaderIsNoChildOfTheProgram) {
  ProgramCall call;
  call.filter = "Fork.NoChildOfOursIsThere";
  call.environment = {{"TESTTRACKER_SESSION", std::nullopt}, {"TESTTRACKER_SPOOL", dir_ / "own"}};
  EXPECT_EQ(run(call).exit.exit_code, 0);
}

class DeathTests : public ProgramTest {};

TEST_F(DeathTests, OfBothStylesAreTests) {
  const auto run = this->run("*StyleDeathTest.*");
  for (const char* const style : {"/0", "/1"}) {
    const std::string suite = "Style/StyleDeathTest";
    EXPECT_EQ(run.status(suite, std::string("Dies") + style), Status::passed);
    EXPECT_EQ(run.status(suite, std::string("ExitsThroughTheHandlers") + style), Status::passed);
    EXPECT_EQ(run.status(suite, std::string("FailsInTheChild") + style), Status::passed);
    EXPECT_EQ(run.status(suite, std::string("DoesNotDie") + style), Status::failed);
  }
}

TEST_F(DeathTests, ChildrenWriteNothing) {
  const auto run = this->run("*StyleDeathTest.*");
  EXPECT_EQ(journals().size(), 1U);
  EXPECT_EQ(run.events<TestStarted>().size(), 8U);
  EXPECT_EQ(run.events<TestEnded>().size(), 8U);
  EXPECT_EQ(run.events<ProgramEnded>().size(), 1U);
  EXPECT_EQ(run.events<FailureReported>().size(), 2U);  // the two that do not die
}

}  // namespace
}  // namespace testtracker::adapters
