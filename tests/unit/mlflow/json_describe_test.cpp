#include "mlflow/json_describe.hpp"

#include "mlflow/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace testtracker::mlflow {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

// What the reader says about a text that is no T.
template <typename T>
std::string complaint_about(const std::string& text) {
  const auto value = from_json_text<T>(text);
  EXPECT_FALSE(value) << text;
  EXPECT_TRUE(value || value.error().code == ErrorCode::bad_format);
  return value ? "" : value.error().message;
}

Metric metric_of(const std::string& text) {
  auto metric = from_json_text<Metric>(text);
  EXPECT_TRUE(metric) << (metric ? "" : metric.error().message);
  return metric ? *metric : Metric{};
}

TEST(ToJson, WritesAStructWithTheNamesOfItsMembers) {
  EXPECT_EQ(to_json_text(Metric{"a", 1.5, 1700000000000, 3}),
            R"({"key":"a","step":3,"timestamp":1700000000000,"value":1.5})");
}

TEST(ToJson, WritesWhatIsNotFiniteAsStrings) {
  EXPECT_EQ(to_json(std::nan("")), "NaN");
  EXPECT_EQ(to_json(k_infinity), "Infinity");
  EXPECT_EQ(to_json(-k_infinity), "-Infinity");
}

TEST(ToJson, LeavesAnEmptyOptionalOut) {
  UpdateRun request;
  request.run_id = "r";
  EXPECT_EQ(to_json_text(request), R"({"run_id":"r"})");
  request.status = RunStatus::FAILED;
  request.end_time = 7;
  EXPECT_EQ(to_json_text(request), R"({"end_time":7,"run_id":"r","status":"FAILED"})");
}

TEST(ToJson, WritesNestedStructsAndLists) {
  mlflow::Run run;
  run.data.tags = {{"k", "v"}};
  EXPECT_EQ(to_json(run)["data"]["tags"], Json::parse(R"([{"key":"k","value":"v"}])"));
}

TEST(ToJson, ReplacesWhatIsNotUtf8InsteadOfThrowing) {
  EXPECT_EQ(to_json_text(Tag{"k", "a\xFFz"}), "{\"key\":\"k\",\"value\":\"a\xEF\xBF\xBDz\"}");
}

TEST(FromJson, ReadsBackWhatWasWritten) {
  mlflow::Run run;
  run.info.run_id = "r";
  run.info.status = RunStatus::KILLED;
  run.info.end_time = std::numeric_limits<std::int64_t>::max();
  run.data.metrics = {{"m", -0.25, 5, -1}};
  run.data.params = {{"p", "x\n\"y\" ü"}};
  const auto back = from_json_text<mlflow::Run>(to_json_text(run));
  ASSERT_TRUE(back);
  EXPECT_EQ(to_json(*back), to_json(run));
}

TEST(FromJson, ReadsIntegersThatAreStringsOrWholeNumbers) {
  EXPECT_EQ(metric_of(R"({"timestamp":"1700000000000"})").timestamp, 1700000000000);
  EXPECT_EQ(metric_of(R"({"timestamp":17.0})").timestamp, 17);
  EXPECT_EQ(metric_of(R"({"step":-9223372036854775808})").step, INT64_MIN);
}

TEST(FromJson, ReadsTheWordsForWhatIsNotFinite) {
  EXPECT_TRUE(std::isnan(metric_of(R"({"value":"NaN"})").value));
  EXPECT_EQ(metric_of(R"({"value":"Infinity"})").value, k_infinity);
  EXPECT_EQ(metric_of(R"({"value":"-Infinity"})").value, -k_infinity);
  EXPECT_EQ(metric_of(R"({"value":"1.5"})").value, 1.5);
}

TEST(FromJson, IgnoresUnknownMembersAndKeepsDefaultsOfMissingOnes) {
  const Metric metric = metric_of(R"({"key":"a","dataset_name":[1,{"x":null}]})");
  EXPECT_EQ(metric.key, "a");
  EXPECT_EQ(metric.step, 0);
}

TEST(FromJson, TakesNullAsMissing) {
  const auto info = from_json_text<RunInfo>(R"({"run_id":null,"end_time":null})");
  ASSERT_TRUE(info);
  EXPECT_FALSE(info->end_time);
}

TEST(FromJson, TakesAnUnknownStatusAsNone) {
  const auto info = from_json_text<RunInfo>(R"({"status":"PAUSED","run_id":"r"})");
  ASSERT_TRUE(info);
  EXPECT_FALSE(info->status);
  EXPECT_EQ(info->run_id, "r");
}

TEST(FromJson, NamesTheMemberOfAWrongType) {
  EXPECT_EQ(complaint_about<mlflow::Run>(R"({"info":{"run_id":5}})"),
            R"("info.run_id" is not a string)");
  EXPECT_EQ(complaint_about<mlflow::Run>(R"({"data":{"tags":{}}})"),
            R"("data.tags" is not a list)");
  EXPECT_EQ(complaint_about<mlflow::Run>(R"({"data":{"tags":["x"]}})"),
            R"("data.tags" is not an object)");
  EXPECT_EQ(complaint_about<Metric>(R"({"value":true})"), R"("value" is not a number)");
}

TEST(FromJson, RefusesIntegersThatDoNotFit) {
  for (const char* number : {"1.5", "9223372036854775808", "1e30", R"("12x")", R"("")", "true"}) {
    EXPECT_EQ(complaint_about<Metric>(std::string(R"({"step":)") + number + "}"),
              R"("step" is not an integer)");
  }
}

TEST(FromJson, RefusesWhatIsNoJsonObject) {
  for (const char* text : {"", "<html>", "[]", "null", "\"x\"", "{", "{}x", R"({"value":1e999})"}) {
    EXPECT_EQ(complaint_about<Metric>(text), "it is not a JSON object") << text;
  }
}

TEST(FromJson, SurvivesDeepNesting) {
  EXPECT_EQ(complaint_about<Metric>(std::string(100000, '[')), "it is not a JSON object");
}

}  // namespace
}  // namespace testtracker::mlflow
