#include "upload/value_selection.hpp"

#include "unit/session/scripted_session.hpp"
#include "upload/test_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace testtracker::upload {
namespace {

using session::ScriptedSession;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// A session of many tests, of which the test decides some.
class Selection : public ::testing::Test {
 protected:
  void run(int count, Status status = Status::passed) {
    has_failed_ = has_failed_ || is_bad(status);
    for (int i = 0; i < count; ++i) {
      process_.run("Test" + std::to_string(++tests_), status);
    }
  }
  void run_slowly(const std::string& name) {
    process_.begin(name).add(
        TestEnded{static_cast<TestId>(++tests_), Status::passed, std::chrono::seconds(2)});
  }
  void report(const std::string& name) { process_.add(MetricReported{0, name, 1}); }

  SelectedValues choose() {
    process_.finish(!has_failed_);
    const auto result = session_.over();
    const auto keys = assign_test_keys(result.tests);
    return final_values({result, keys, 1, previous_, sent_}, options_);
  }
  std::vector<std::string> live_keys() {
    const auto result = session_.live();
    const auto keys = assign_test_keys(result.tests);
    return keys_of(live_metrics({result, keys, 1, previous_, sent_}, options_));
  }
  template <typename Values>
  static std::vector<std::string> keys_of(const Values& values) {
    std::vector<std::string> keys;
    for (const auto& value : values) {
      keys.push_back(value.key);
    }
    return keys;
  }

  ScriptedSession session_;
  ScriptedSession::Process process_ = session_.start();
  int tests_ = 0;
  bool has_failed_ = false;
  std::set<std::string> previous_;
  std::set<std::string> sent_;
  SelectionOptions options_;
};

TEST_F(Selection, UpToTheLimitEveryTestHasAParamAndAMetric) {
  run(200);
  const auto values = choose();
  EXPECT_THAT(values.metrics, SizeIs(200 + 8));
  EXPECT_THAT(values.params, SizeIs(200));
  EXPECT_EQ(values.left_out_metrics + values.left_out_params, 0U);
}

TEST_F(Selection, BeyondItPassingTestsHaveNeither) {
  run(201);
  const auto values = choose();
  EXPECT_THAT(values.metrics, SizeIs(8));
  EXPECT_THAT(values.params, IsEmpty());
}

TEST_F(Selection, TheSummaryComesFirst) {
  run(3);
  EXPECT_EQ(choose().metrics.front().key, "tests/total");
}

TEST_F(Selection, KeepsDurationsOfSlowTests) {
  run(300);
  run_slowly("Slow");
  EXPECT_THAT(keys_of(choose().metrics), Contains("Suite/Slow_dur_ms"));
}

TEST_F(Selection, KeepsDurationsThatThePreviousRunHad) {
  run(300);
  previous_ = {"Suite/Test7_dur_ms"};
  EXPECT_THAT(keys_of(choose().metrics), AllOf(SizeIs(9), Contains("Suite/Test7_dur_ms")));
}

TEST_F(Selection, KeepsDurationsOnTheWatchList) {
  run(300);
  options_.watch = {"Suite/Test12?"};
  EXPECT_THAT(keys_of(choose().metrics), AllOf(SizeIs(8 + 10), Contains("Suite/Test120_dur_ms")));
}

TEST_F(Selection, KeepsWhatProgramsReport) {
  run(300);
  report("rows");
  EXPECT_THAT(keys_of(choose().metrics), Contains("rows"));
}

TEST_F(Selection, ParamsTellWhatDidNotPassAndWhy) {
  run(300);
  run(1, Status::skipped);
  run(2, Status::failed);
  EXPECT_THAT(keys_of(choose().params),
              ::testing::ElementsAre("Suite/Test302", "Suite/Test303", "Suite/Test301"));
}

TEST_F(Selection, NeverExceedsTheKeysOfARun) {
  for (int i = 0; i < 1000; ++i) {
    report("metric" + std::to_string(i));
  }
  run(2000, Status::failed);
  const auto values = choose();
  EXPECT_EQ(values.metrics.size() + values.params.size(), 500U);
  EXPECT_EQ(values.metrics.size(), 250U + 8U);
  EXPECT_EQ(values.left_out_metrics, 750U);
  EXPECT_EQ(values.left_out_params, 2000U - 242U);
}

TEST_F(Selection, DoesNotChooseAgainWhatWasSent) {
  run(2);
  sent_ = {"Suite/Test1_dur_ms", "tests/total"};
  const auto keys = keys_of(choose().metrics);
  EXPECT_THAT(keys, AllOf(SizeIs(8), Not(Contains("tests/total")), Contains("Suite/Test2_dur_ms")));
}

TEST_F(Selection, NestedTestsHaveNoKeys) {
  run(1);
  auto nested = session_.program_started("nested");
  nested.nested = true;
  session_.start(nested).run("Inner", Status::failed).finish(false);
  const auto values = choose();
  EXPECT_THAT(keys_of(values.params), ::testing::ElementsAre("Suite/Test1"));
  EXPECT_THAT(values.metrics, SizeIs(8 + 1));
}

TEST_F(Selection, WhileRunningOnlyEndedTestsAreChosen) {
  run(1);
  process_.begin("Running");
  EXPECT_THAT(live_keys(), ::testing::ElementsAre("Suite/Test1_dur_ms"));
}

TEST_F(Selection, AnnouncedTestsDecideOnTheSizeWhileRunning) {
  std::vector<std::string> names;
  for (int i = 1; i <= 201; ++i) {
    names.push_back("Test" + std::to_string(i));
  }
  process_.plan(names);
  run(1);
  EXPECT_THAT(live_keys(), IsEmpty());
}

}  // namespace
}  // namespace testtracker::upload
