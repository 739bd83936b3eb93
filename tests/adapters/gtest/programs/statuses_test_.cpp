// Every outcome that a single test can have.

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace {

TEST(Outcome, Passes) {}

TEST(Outcome, FailsFatally) {
  ASSERT_EQ(1, 2) << "fatal text";
}

TEST(Outcome, FailsTwice) {
  EXPECT_TRUE(false) << "first text";
  EXPECT_TRUE(false) << "second text";
}

TEST(Outcome, IsSkipped) {
  GTEST_SKIP() << "no GPU";
}

TEST(Outcome, SkipsAfterAFailure) {
  ADD_FAILURE() << "failed before";
  GTEST_SKIP() << "too late";
}

TEST(Outcome, SucceedsWithWords) {
  SUCCEED() << "nothing to report";
}

TEST(Outcome, DISABLED_IsOff) {
  FAIL();
}

TEST(DISABLED_Off, IsOffWithItsSuite) {
  FAIL();
}

TEST(Outcome, FailsInAnotherThread) {
  std::thread([] { EXPECT_EQ(1, 2) << "from a thread"; }).join();
}

TEST(Outcome, ThrowsWhatIsNoException) {
  throw 7;
}

TEST(Outcome, FailsWithoutText) {
  FAIL();
}

class SetUpSkips : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_SKIP() << "SetUp says no"; }
};
TEST_F(SetUpSkips, IsSkipped) {
  FAIL() << "must not run";
}

}  // namespace
