#include "session/program_identity.hpp"

#include <gtest/gtest.h>

namespace testtracker::session {
namespace {

ProcessResult process_of(const std::vector<std::string>& arguments) {
  ProcessResult process;
  process.start.framework = "googletest";
  process.start.program = "unit";
  process.start.executable = "/b/unit";
  process.start.arguments = arguments;
  process.identity = program_identity(process.start);
  return process;
}

TestResult test_of(const ProcessResult& process, const std::string& suite,
                   const std::string& name) {
  TestResult test;
  test.identity = {process.identity, suite, name};
  return test;
}

TEST(ProgramIdentity, TheFrameworksFlagsAreLeftOut) {
  const auto process =
      process_of({"--gtest_filter=A*", "--data", "my dir", "--gmock_verbose=info"});
  EXPECT_EQ(process.identity, "unit --data 'my dir'");
}

TEST(RerunCommand, NamesTheTestAndKeepsTheProgramsArguments) {
  const auto process = process_of({"--data=x", "--gtest_shuffle"});
  EXPECT_EQ(rerun_command(process, test_of(process, "S", "T/0")),
            "/b/unit --data=x --gtest_filter=S.T/0");
}

TEST(RerunCommand, RunsDisabledTestsOnPurpose) {
  const auto process = process_of({});
  EXPECT_EQ(rerun_command(process, test_of(process, "S", "DISABLED_T")),
            "/b/unit --gtest_filter=S.DISABLED_T --gtest_also_run_disabled_tests");
}

TEST(RerunCommand, ForASetUpItIsTheWholeSuite) {
  const auto process = process_of({});
  auto test = test_of(process, "S", "SetUpTestSuite");
  test.outside_tests = true;
  EXPECT_EQ(rerun_command(process, test), "/b/unit '--gtest_filter=S.*'");
}

TEST(RerunCommand, ForTheProgramItIsTheProgram) {
  const auto process = process_of({"--data=x"});
  auto test = test_of(process, process.identity, "Program");
  test.outside_tests = true;
  EXPECT_EQ(rerun_command(process, test), "/b/unit --data=x");
}

TEST(RerunCommand, OfAnEntryKeepsItsConfiguration) {
  EXPECT_EQ(ctest_rerun_command("/b c", {"-j", "2", "-C", "Debug", "-R", "x"}, "a (1)"),
            "ctest --test-dir '/b c' -C Debug -R '^a \\(1\\)$'");
}

TEST(ShellQuoted, QuotesSurviveAShell) {
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace
}  // namespace testtracker::session
