// Death tests in both styles: the child must write nothing.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace {

void die() {
  std::fputs("dying\n", stderr);
  std::abort();
}

class StyleDeathTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
#ifdef GTEST_FLAG_SET
    GTEST_FLAG_SET(death_test_style, GetParam());
#else
    ::testing::FLAGS_gtest_death_test_style = GetParam();
#endif
  }
};

TEST_P(StyleDeathTest, Dies) {
  EXPECT_DEATH(die(), "dying");
}
TEST_P(StyleDeathTest, ExitsThroughTheHandlers) {
  EXPECT_EXIT(std::exit(3), ::testing::ExitedWithCode(3), "");
}
TEST_P(StyleDeathTest, FailsInTheChild) {
  EXPECT_EXIT(
      {
        ADD_FAILURE() << "in the child";
        std::exit(HasFailure() ? 4 : 5);
      },
      ::testing::ExitedWithCode(4), "");
}
TEST_P(StyleDeathTest, DoesNotDie) {
  EXPECT_DEATH(std::fputs("alive", stderr), "dying");
}
INSTANTIATE_TEST_SUITE_P(Style, StyleDeathTest, ::testing::Values("fast", "threadsafe"));

}  // namespace
