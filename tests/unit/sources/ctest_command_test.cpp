#include "sources/ctest_command.hpp"

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
