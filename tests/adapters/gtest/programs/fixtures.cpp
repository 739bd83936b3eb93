// The fixture layer, method by method. Needs the listener.

#include <testtracker/gtest.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using testtracker::Status;
using testtracker::gtest::TestInfo;
using testtracker::gtest::TestRun;
using testtracker::gtest::TestTracker;

// What the hooks of the last test saw.
std::vector<std::string> g_calls;
TestRun g_last_run;

class Hooks : public TestTracker<> {
 protected:
  void before_test(const TestInfo& test) override {
    g_calls = {std::string("before ") + test.test_suite_name() + "." + test.name()};
  }
  void after_test(const TestRun& run) override {
    g_calls.push_back("after");
    g_last_run = run;
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(test_runs().size(), 4U);
    EXPECT_FALSE(all_tests_passed());
    EXPECT_EQ(test_runs().at("B_Fails").status, Status::failed);
    EXPECT_EQ(test_runs().at("C_Throws").exception_text,
              "C++ exception with description \"boom\" thrown in the test body.");
  }
};

TEST_F(Hooks, A_Passes) {
  EXPECT_EQ(g_calls, std::vector<std::string>({"before Hooks.A_Passes"}));
  EXPECT_EQ(suite_name(), "Hooks");
  EXPECT_TRUE(all_tests_passed());
  EXPECT_TRUE(test_runs().empty());
}
TEST_F(Hooks, B_Fails) {
  EXPECT_EQ(test_runs().at("A_Passes").status, Status::passed);
  EXPECT_EQ(g_last_run.status, Status::passed);
  EXPECT_EQ(g_last_run.attempt, 1);
  EXPECT_GT(test_runs().at("A_Passes").duration.count(), 0);
  ADD_FAILURE() << "on purpose";
}
TEST_F(Hooks, C_Throws) {
  EXPECT_EQ(g_last_run.status, Status::failed);
  EXPECT_NE(g_last_run.exception_text.find("on purpose"), std::string::npos);
  EXPECT_NE(g_last_run.exception_text.find("fixtures.cpp:"), std::string::npos);
  EXPECT_FALSE(all_tests_passed());
  throw std::runtime_error("boom");
}
TEST_F(Hooks, D_SeesWhatWasThrown) {
  EXPECT_EQ(g_last_run.exception_text,
            "C++ exception with description \"boom\" thrown in the test body.");
  GTEST_SKIP() << "seen";
}

class Database : public ::testing::Test {
 protected:
  void SetUp() override { g_calls.emplace_back("Database::SetUp"); }
  void TearDown() override { g_calls.emplace_back("Database::TearDown"); }
};
class Store : public TestTracker<Database> {
 protected:
  void before_test(const TestInfo& /*test*/) override { g_calls = {"before"}; }
  void after_test(const TestRun& /*run*/) override {
    g_calls.emplace_back("after");
    EXPECT_EQ(g_calls, std::vector<std::string>(
                           {"before", "Database::SetUp", "Database::TearDown", "after"}));
  }
};
TEST_F(Store, StandsOnAnotherFixture) {
  EXPECT_EQ(g_calls, std::vector<std::string>({"before", "Database::SetUp"}));
}

class WithParam : public TestTracker<::testing::TestWithParam<int>> {};
TEST_P(WithParam, Works) {
  EXPECT_EQ(suite_name(), "Some/WithParam");
  EXPECT_EQ(test_runs().size(), static_cast<std::size_t>(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Some, WithParam, ::testing::Values(0, 1));

class Forgetful : public TestTracker<> {
 protected:
  void SetUp() override {}  // does not call TestTracker::SetUp
};
TEST_F(Forgetful, GetsANote) {}

class Environment : public TestTracker<> {};
TEST_F(Environment, ShowsChosenVariablesAndNoSecrets) {
  EXPECT_EQ(env_variables().at("CHOSEN"), "yes");
  EXPECT_EQ(env_variables().count("CHOSEN_TOKEN"), 0U);
  EXPECT_EQ(env_variables().count("PATH"), 0U);
}

class Repeated : public TestTracker<> {
 protected:
  void after_test(const TestRun& run) override { RecordProperty("attempt", run.attempt); }
};
TEST_F(Repeated, CountsItsAttempts) {}

TEST(Install, MayBeCalledAgain) {
  testtracker::gtest::install();
}

}  // namespace
