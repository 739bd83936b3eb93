#include "sources/ctest/ctest_command.hpp"

#include <gmock/gmock.h>

namespace testtracker::sources {
namespace {

using testing::ElementsAre;

TEST(CtestCommand, FindsTheBuildDirectory) {
  EXPECT_EQ(parse_ctest_command({"-j8", "--test-dir", "b"}, "/w").build_directory, "/w/b");
  EXPECT_EQ(parse_ctest_command({"--test-dir=/b"}, "/w").build_directory, "/b");
  EXPECT_EQ(parse_ctest_command({}, "/w").build_directory, "/w");
}

TEST(CtestCommand, APatternIsNoOption) {
  EXPECT_FALSE(parse_ctest_command({"-R", "-N"}, "/w").only_tells);
  EXPECT_TRUE(parse_ctest_command({"-N"}, "/w").only_tells);
}

TEST(CtestCommand, APresetGetsAnotherDirectoryByAnOption) {
  const auto command = parse_ctest_command({"--preset", "fast", "-j8"}, "/work");
  EXPECT_TRUE(command.names_preset);
  EXPECT_FALSE(command.chooses_directory);
  EXPECT_EQ(with_directory(command, "/shadow"),
            (std::vector<std::string>{"--test-dir", "/shadow", "--preset", "fast", "-j8"}));
}

TEST(CtestCommand, AScriptIsReplacedAndKeepsItsArgument) {
  const auto command = parse_ctest_command({"-V", "-S", "nightly.cmake,word"}, "/w");
  EXPECT_EQ(command.script, "nightly.cmake");
  EXPECT_TRUE(command.chooses_directory);
  EXPECT_THAT(with_script(command, "/own.cmake"), ElementsAre("-V", "-S", "/own.cmake,word"));
  EXPECT_THAT(with_script(parse_ctest_command({"--script=a.cmake"}, "/w"), "/own.cmake"),
              ElementsAre("--script=/own.cmake"));
}

TEST(CtestCommand, OnlyADashboardThatDoesNothingButTestIsATestStep) {
  EXPECT_TRUE(parse_ctest_command({"-T", "Test"}, "/").is_test_step);
  EXPECT_TRUE(parse_ctest_command({"-D", "NightlyTest"}, "/").is_test_step);
  EXPECT_TRUE(parse_ctest_command({"-D", "A=Best", "-T", "Test"}, "/").is_test_step);
  EXPECT_FALSE(parse_ctest_command({"-T", "Build", "-T", "Test"}, "/").is_test_step);
  EXPECT_FALSE(parse_ctest_command({"-D", "Experimental"}, "/").is_test_step);
  EXPECT_FALSE(parse_ctest_command({"-j8"}, "/").is_test_step);
}

TEST(CtestCommand, VerboseAndQuietOverruleProgress) {
  EXPECT_TRUE(parse_ctest_command({"--progress"}, "/").wants_progress);
  EXPECT_FALSE(parse_ctest_command({"--progress", "-V"}, "/").wants_progress);
  EXPECT_FALSE(parse_ctest_command({"-Q", "--progress"}, "/").wants_progress);
  EXPECT_TRUE(parse_ctest_command({"-Q", "--progress"}, "/").is_quiet);
}

TEST(CtestCommand, ReadsWhichDirectoryCtestTells) {
  EXPECT_EQ(told_directory("Test project /a b\n  Test #1: x\n"), "/a b");
  EXPECT_EQ(told_directory("Internal ctest changing into directory: /x\nTest project /y\n"), "/y");
  EXPECT_EQ(told_directory("no Test project /here\n"), "");
}

TEST(CtestCommand, GivesAnotherDirectory) {
  const auto command = parse_ctest_command({"--test-dir", "b", "-V"}, "/w");
  EXPECT_THAT(with_directory(command, "/s"), ElementsAre("--test-dir", "/s", "-V"));
}

TEST(CtestCommand, ListsWithoutWritingFiles) {
  EXPECT_THAT(listing_arguments({"-O", "log", "-j2", "--quiet", "-R", "x"}),
              ElementsAre("-j2", "-R", "x", "--show-only=json-v1"));
}

}  // namespace
}  // namespace testtracker::sources
