// A GoogleTest program without a listener. Its tests end in every way; UNMODIFIED_END chooses the
// one in which the suite `Ending` ends.

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>

#include <signal.h>
#include <unistd.h>

namespace {

TEST(Plain, Passes) {
  RecordProperty("rows", 5);
}

TEST(Plain, Fails) {
  std::cout << "printed by the test, ";
  EXPECT_EQ(1, 2) << "second\nline";
  EXPECT_EQ(3, 4);
}

TEST(Plain, Throws) {
  throw std::runtime_error("boom");
}

TEST(Plain, Skips) {
  GTEST_SKIP() << "no disk";
}

TEST(Plain, DISABLED_Sleeps) {}

class Valued : public ::testing::TestWithParam<std::string> {};

TEST_P(Valued, IsShort) {
  EXPECT_LT(GetParam().size(), 3U);
}

INSTANTIATE_TEST_SUITE_P(Some, Valued, ::testing::Values("ab", "a, b"));

template <typename Type>
class Typed : public ::testing::Test {};

TYPED_TEST_SUITE(Typed, ::testing::Types<int>);

TYPED_TEST(Typed, IsSmall) {}

class SetUpFails : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ADD_FAILURE() << "no server"; }
};

TEST_F(SetUpFails, Runs) {}

TEST(Ending, Before) {}

TEST(Ending, InIt) {
  const char* const word = std::getenv("UNMODIFIED_END");
  const std::string end = word == nullptr ? "" : word;
  if (end == "abort") {
    std::abort();
  } else if (end == "segv") {
    ::raise(SIGSEGV);
  } else if (end == "kill") {
    ::raise(SIGKILL);
  } else if (end == "exit") {
    std::exit(0);
  } else if (end == "hang") {
    ::pause();
  }
}

TEST(Ending, Behind) {}

}  // namespace
