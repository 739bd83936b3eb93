// Nobody notices the listener: same output, same exit code, no library, no thread.

#include "process/child_process.hpp"
#include "program_run.hpp"

#include <gmock/gmock.h>

#include <set>
#include <sstream>

namespace testtracker::adapters {
namespace {

using ::testing::HasSubstr;

class Silence : public ProgramTest {
 protected:
  // std::regex takes seconds for the 10 MB that one of the programs prints.
  static std::string without_times(std::string text) {
    for (auto at = text.find(" ms"); at != std::string::npos; at = text.find(" ms", at + 1)) {
      const auto before = text.find_last_not_of("0123456789", at - 1) + 1;
      text.replace(before, at - before, "N");
      at = before + 1;  // where the blank stands now
    }
    return text;
  }
  static std::set<std::string> libraries_of(const std::string& program) {
    process::Command ldd;
    ldd.arguments = {"ldd", programs_folder() + "/" + program};
    ldd.output.kind = process::Stream::Kind::capture;
    const auto exit = process::run(ldd);
    EXPECT_TRUE(exit && exit->succeeded());
    std::set<std::string> names;
    std::istringstream lines(exit ? exit->output : "");
    for (std::string line; std::getline(lines, line);) {
      names.insert(line.substr(0, line.find(" (")));  // without the address
    }
    return names;
  }
};

struct Call {
  const char* name;
  const char* filter;
  const char* argument;
  const char* main;
};

void PrintTo(const Call& call, std::ostream* out) {
  *out << call.name;
}

class SameBehaviour : public Silence, public ::testing::WithParamInterface<Call> {};

TEST_P(SameBehaviour, AsWithoutTheListener) {
  ProgramCall call;
  call.filter = GetParam().filter;
  call.main = GetParam().main;
  if (*GetParam().argument != '\0') {
    call.arguments = {GetParam().argument};
  }
  const auto tracked = run(call);
  call.program = "untracked_";
  const auto untracked = run(call);
  EXPECT_EQ(tracked.exit.exit_code, untracked.exit.exit_code);
  EXPECT_EQ(tracked.exit.signal, untracked.exit.signal);
  EXPECT_EQ(without_times(tracked.exit.output), without_times(untracked.exit.output));
  EXPECT_EQ(without_times(tracked.exit.error), without_times(untracked.exit.error));
}

INSTANTIATE_TEST_SUITE_P(
    Of, SameBehaviour,
    ::testing::Values(
        Call{"Outcomes", "Outcome.*-Outcome.FailsWith10*", "", ""},
        Call{"HugeText", "Outcome.FailsWith10*", "", ""}, Call{"Exceptions", "Throw*", "", ""},
        Call{"Suites", "Suite*", "", ""}, Call{"Parameters", "Numbers/*:Size/*", "", ""},
        Call{"Properties", "Property.*", "", "environment_records"},
        Call{"Repetitions", "Repeat.*:Order*", "--gtest_repeat=3", ""},
        Call{"Shuffle", "Order*", "--gtest_random_seed=7", ""},
        Call{"FailFast", "Order*", "--gtest_fail_fast", ""},
        Call{"Brief", "Order*", "--gtest_brief=1", ""}, Call{"Nothing", "None*", "", ""},
        Call{"Exit", "Ending.Before:Ending.Exit0", "", ""},
        Call{"Abort", "Ending.Before:Ending.Abort", "", ""}, Call{"Reports", "Report.*", "", ""},
        Call{"EnvironmentFails", "Order*", "", "environment_fails"},
        Call{"EnvironmentThrows", "Order*", "", "environment_throws"},
        Call{"EnvironmentSkips", "Order*", "", "environment_skips"},
        Call{"ListenerThrows", "Order*", "", "throw_at_test_start"},
        Call{"TwoRuns", "Order*", "", "run_twice"},
        Call{"Forks", "Fork.ChildThatRuns*:Fork.ChildThatFails", "", ""}),
    [](const auto& call) { return std::string(call.param.name); });

TEST_F(Silence, DeathTestsWarnOfNoThreads) {
  ProgramCall call;
  call.filter = "*StyleDeathTest.*/0";
  call.program = "untracked_";
  const bool warns_anyway =  // ThreadSanitizer has a thread of its own
      run(call).exit.error.find("threads") != std::string::npos;
  call.program = "tracked_";
  EXPECT_EQ(run(call).exit.error.find("threads") != std::string::npos, warns_anyway);
}

TEST_F(Silence, NoSharedObjectIsAdded) {
  EXPECT_EQ(libraries_of("tracked_"), libraries_of("untracked_"));
}

TEST_F(Silence, NoThreadIsAdded) {
  ProgramCall call;
  call.filter = "Threads.AreCounted";
  call.program = "untracked_";
  const auto untracked = run(call).exit.output;
  call.program = "tracked_";
  const auto tracked = run(call).exit.output;
  EXPECT_THAT(tracked, HasSubstr("threads: "));
  EXPECT_EQ(without_times(tracked), without_times(untracked));
}

}  // namespace
}  // namespace testtracker::adapters
