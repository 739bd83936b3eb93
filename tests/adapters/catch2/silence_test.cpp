// Nobody notices the listener: same output, same exit code, no library, no thread.

#include "catch2_test.hpp"
#include "process/child_process.hpp"

#include <gmock/gmock.h>

#include <set>
#include <sstream>

namespace testtracker::adapters {
namespace {

using ::testing::HasSubstr;

class Silence : public Catch2Test {
 protected:
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
  const char* spec;
  std::vector<std::string> options;
  const char* main;
};
void PrintTo(const Call& call, std::ostream* out) {
  *out << call.name;
}

class SameBehaviour : public Silence, public ::testing::WithParamInterface<Call> {};

TEST_P(SameBehaviour, AsWithoutTheListener) {
  ProgramCall call;
  call.main = GetParam().main;
  call.arguments = {GetParam().spec, "--order", "decl", "--rng-seed", "1"};
  call.arguments.insert(call.arguments.end(), GetParam().options.begin(), GetParam().options.end());
  const auto tracked = run(call);
  call.program = "untracked_";
  const auto untracked = run(call);
  const auto alike = [](std::string text) {  // the program's name stands in the head
    for (auto at = text.find("untracked_"); at != std::string::npos; at = text.find("untracked_")) {
      text.erase(at, 2);
    }
    return text;
  };
  EXPECT_EQ(tracked.exit.exit_code, untracked.exit.exit_code);
  EXPECT_EQ(tracked.exit.signal, untracked.exit.signal);
  EXPECT_EQ(alike(tracked.exit.output), alike(untracked.exit.output));
  EXPECT_EQ(alike(tracked.exit.error), alike(untracked.exit.error));
}

INSTANTIATE_TEST_SUITE_P(
    Of, SameBehaviour,
    ::testing::Values(Call{"Outcomes", "~[ending]~[layer]~[bench]", {}, ""},
                      Call{"AllAssertions", "~[ending]~[layer]~[bench]", {"-s"}, ""},
                      Call{"Compact", "~[ending]~[layer]~[bench]", {"-r", "compact"}, ""},
                      Call{"Abort", "Fails*", {"--abort"}, ""},
                      Call{"Nothing", "none at all", {}, ""}, Call{"Exit", "Exit0", {}, ""},
                      Call{"Crash", "Segv", {}, ""}, Call{"Fork", "Fork", {}, ""},
                      Call{"List", "~[layer]", {"--list-tests"}, ""},
                      Call{"TwoRuns", "Has sections", {}, "run_twice"}),
    [](const auto& call) { return std::string(call.param.name); });

TEST_F(Silence, NoSharedObjectIsAdded) {
  EXPECT_EQ(libraries_of("tracked_"), libraries_of("untracked_"));
}

TEST_F(Silence, NoThreadIsAdded) {
  EXPECT_THAT(run_with({"Threads are counted"}).exit.output, HasSubstr("threads: 1\n"));
}

}  // namespace
}  // namespace testtracker::adapters
