// What is told of a fatal signal, and that telling it is async-signal-safe: Catch2 calls the
// listener in its handler.

#include "catch2_test.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace testtracker::adapters {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_is_sanitized = true;
#else
constexpr bool k_is_sanitized = false;
#endif

class Signals : public Catch2Test {};

TEST_F(Signals, AreToldWithTheLastKnownPlace) {
  const auto run = run_with({"Segv"});
  const auto& test = run.test("endings", "Segv");
  EXPECT_EQ(test.status, Status::crashed);
  EXPECT_THAT(test.message, StartsWith("SIGSEGV; endings.cpp:"));
  ASSERT_THAT(test.attempts, SizeIs(1));
  EXPECT_EQ(test.attempts[0].signal, SIGSEGV);
  ASSERT_THAT(test.attempts[0].failures, SizeIs(1));
  EXPECT_THAT(test.attempts[0].failures[0].file, EndsWith("endings.cpp"));
  EXPECT_THAT(test.attempts[0].failures[0].text, HasSubstr("Segmentation violation"));
}

TEST_F(Signals, LeaveEarlierFailuresOfTheTestInPlace) {
  const auto run = run_with({"Segv in a section"});
  const auto& test = run.test("endings", "Segv in a section");
  EXPECT_EQ(test.status, Status::crashed);
  ASSERT_THAT(test.attempts.at(0).failures, SizeIs(2));
  EXPECT_THAT(test.attempts[0].failures[0].text, HasSubstr("1 == 2"));
}

TEST_F(Signals, AreKnownWithoutAParentThatSawThem) {
  const auto run = run_with({"Abort"});
  ASSERT_THAT(run.session.processes, SizeIs(1));
  EXPECT_EQ(run.session.processes[0].state, session::ProcessState::died);
  EXPECT_EQ(run.session.processes[0].signal, SIGABRT);
}

TEST_F(Signals, EndTheJournal) {
  const auto run = run_with({"Segv"});
  EXPECT_THAT(run.events<FatalSignal>(), SizeIs(1));
  EXPECT_THAT(run.events<TestEnded>(), SizeIs(0));
  EXPECT_THAT(run.events<ProgramEnded>(), SizeIs(0));
}

class SignalPath : public Signals, public ::testing::WithParamInterface<const char*> {
 protected:
  /// What the program printed of calls of malloc, free and pthread_mutex_lock in its handler.
  std::string calls(const std::string& main) {
    ProgramCall call;
    call.arguments = {GetParam()};
    call.main = main;
    call.environment = {{"LD_PRELOAD", TESTTRACKER_COUNT_CALLS}};
    const auto output = run(call).exit.output;
    const auto at = output.find("calls: ");
    return at == std::string::npos ? "not told" : output.substr(at, output.find('\n', at) - at);
  }
};

TEST_P(SignalPath, AllocatesNothingAndTakesNoLock) {
  if (k_is_sanitized) {
    GTEST_SKIP() << "the sanitizer has its own malloc";
  }
  EXPECT_EQ(calls("count"), "calls: 0");
}

TEST_P(SignalPath, WouldBeCaughtAllocating) {
  if (k_is_sanitized) {
    GTEST_SKIP() << "the sanitizer has its own malloc";
  }
  EXPECT_THAT(calls("count_allocating"), ::testing::MatchesRegex("calls: [1-9][0-9]*"));
}

INSTANTIATE_TEST_SUITE_P(Of, SignalPath, ::testing::Values("Segv", "Segv in a section", "Overflow"),
                         [](const auto& test) {
                           std::string name = test.param;
                           return name.substr(0, name.find(' ')) + std::to_string(test.index);
                         });

}  // namespace
}  // namespace testtracker::adapters
