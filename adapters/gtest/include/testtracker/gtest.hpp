#pragma once

// testtracker for GoogleTest 1.12 and newer. Linking testtracker::gtest is enough: the listener
// installs itself and records every test. This header is for more than that: hooks around each
// test, the results so far, or installing at a moment of your choice. See adapters/gtest/README.md;
// `metric`, `param`, `attach`, `note` and `span` stand in <testtracker/tracking.hpp>.
//
// Nothing here changes the outcome of a test, and everything works while nothing is recorded.

#include <testtracker/test_run.hpp>
#include <testtracker/tracking.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <type_traits>

namespace testtracker::gtest {

using TestInfo = ::testing::TestInfo;

using TestRun = testtracker::TestRun;
using TestRuns = testtracker::TestRuns;

/// Adds the listener to GoogleTest, once however often it is called; linking testtracker::gtest
/// calls it already. Call it before RUN_ALL_TESTS, from one thread.
void install() noexcept;

/// What the fixture layer asks the listener. All of it belongs to the suite that is running; call
/// it in a test, a fixture or SetUpTestSuite/TearDownTestSuite, in the thread that runs the tests.
class CurrentSuite {
 public:
  /// Finished tests, as far as their fixtures derive from TestTracker.
  [[nodiscard]] static const TestRuns& test_runs();
  /// As GoogleTest has it, for example `Parser` or `Sizes/Parser`; empty outside of suites.
  [[nodiscard]] static std::string name();
  /// True while no test of the suite, nor its set-up, has failed. Skips do not count.
  [[nodiscard]] static bool all_tests_passed();

  /// A fixture was constructed: the test's clock starts and its result will be kept.
  static void fixture_constructed() noexcept;
  /// Whether the hooks of the fixture were reached; a note tells of it when they were not.
  static void before_test_called() noexcept;
  /// What is known of the running test. Requires: a test is running.
  [[nodiscard]] static TestRun run_so_far();
};

/// Variables of the environment that describe the conditions of this process and are recorded with
/// it (docs/sessions.md): name → value. Secrets are not among them.
[[nodiscard]] std::map<std::string, std::string> env_variables();

/// A fixture with hooks around each test; stands on any other fixture:
///
///     class Parser : public testtracker::gtest::TestTracker<> { … };
///     class Store : public testtracker::gtest::TestTracker<DatabaseFixture> { … };
///
/// A derived class that overrides SetUp or TearDown calls TestTracker::SetUp or ::TearDown in it.
template <typename Base = ::testing::Test>
class TestTracker : public Base {
  static_assert(std::is_base_of_v<::testing::Test, Base>, "Base must be a GoogleTest fixture");

 public:
  /// Results of the tests of this suite that have finished.
  [[nodiscard]] static const TestRuns& test_runs() { return CurrentSuite::test_runs(); }
  [[nodiscard]] static std::string suite_name() { return CurrentSuite::name(); }
  [[nodiscard]] static std::map<std::string, std::string> env_variables() {
    return gtest::env_variables();
  }
  /// True while no test of this suite has failed; in TearDownTestSuite the suite's verdict.
  [[nodiscard]] static bool all_tests_passed() { return CurrentSuite::all_tests_passed(); }

 protected:
  TestTracker() { CurrentSuite::fixture_constructed(); }

  /// Called before the fixture's SetUp. A failure here is a failure of the test.
  virtual void before_test(const TestInfo& /*test*/) {}
  /// Called after the body and the fixture's TearDown, also when they failed or threw; not when
  /// TearDown itself throws or when the fixture could not be constructed.
  virtual void after_test(const TestRun& /*run*/) {}

  void SetUp() override {
    CurrentSuite::before_test_called();
    before_test(*::testing::UnitTest::GetInstance()->current_test_info());
    Base::SetUp();
  }
  void TearDown() override {
    Base::TearDown();
    after_test(CurrentSuite::run_so_far());
  }
};

}  // namespace testtracker::gtest
