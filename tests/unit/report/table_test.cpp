#include "report/table.hpp"

#include "unit/report/golden.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace testtracker::report {
namespace {

using nlohmann::json;
using testing::ElementsAre;

json table_of(const SampleSession& session) {
  return json::parse(tests_table(session.result, session.keys));
}

std::vector<std::string> column(const json& table, std::size_t index) {
  std::vector<std::string> values;
  for (const auto& row : table["data"]) {
    values.push_back(row[index].is_string() ? row[index].get<std::string>() : row[index].dump());
  }
  return values;
}

TEST(TestsTable, ColumnsAreThoseThatMlflowCompares) {
  const auto table = table_of(full_session());
  EXPECT_EQ(table["columns"], json::parse(R"(["test","status","dur_ms","message","file"])"));
}

TEST(TestsTable, LooksLikeThis) {
  const auto session = full_session();
  const auto table = tests_table(session.result, session.keys) + "\n";
  EXPECT_EQ(table, golden("report_tests.json", table));
}

TEST(TestsTable, BadTestsComeFirstThenFlakyOnesThenTheOthersThenNestedOnes) {
  EXPECT_THAT(column(table_of(full_session()), 0),
              ElementsAre("Engine/Explodes", "Engine/Starts", "Engine/Pauses", "Engine/Flies",
                          "Engine/Stops", "Engine/Inner"));
}

TEST(TestsTable, StatusIsOneWord) {
  EXPECT_THAT(column(table_of(full_session()), 1),
              ElementsAre("crashed", "failed", "passed", "skipped", "passed", "failed"));
}

TEST(TestsTable, DurationsAreMillisecondsAndAbsentWhereNothingRan) {
  SampleSession session;
  session.add("A").duration = std::chrono::nanoseconds(1'234'567);
  session.add("B", Status::skipped);
  EXPECT_THAT(column(table_of(session), 2), ElementsAre("1.235", "null"));
}

TEST(TestsTable, AFlakyTestSaysSoInItsMessage) {
  SampleSession session;
  session.add_flaky("A");
  EXPECT_THAT(column(table_of(session), 3),
              ElementsAre("flaky, 1 of 2 attempts failed: engine_test.cpp:42 timed out waiting"));
}

TEST(TestsTable, ARunningTestIsRunning) {
  SampleSession session;
  session.add("A").finished = false;
  EXPECT_THAT(column(table_of(session), 1), ElementsAre("running"));
}

TEST(TestsTable, AnyBytesAreValidJson) {
  SampleSession session;
  auto& test = session.add(all_bytes(), Status::failed);
  test.message = all_bytes();
  test.file = all_bytes();
  EXPECT_EQ(table_of(session)["data"].size(), 1U);
}

}  // namespace
}  // namespace testtracker::report
