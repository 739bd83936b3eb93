#include "sources/reports/gtest_json_reader.hpp"

#include "sources/reports/json_fields.hpp"
#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace testtracker::sources {
namespace {

constexpr std::array<std::string_view, 12> k_known_members = {
    "name", "file",      "line",        "status",     "result",   "timestamp",
    "time", "classname", "value_param", "type_param", "failures", "skipped"};

Status status_of(const std::string& status, const std::string& result, bool has_failures) {
  if (has_failures) {
    return Status::failed;
  }
  if (status == "NOTRUN" || result == "SUPPRESSED") {
    return Status::disabled;
  }
  return result == "SKIPPED" ? Status::skipped : Status::passed;
}

void add_failures(ReportedTest& test, const nlohmann::json& object) {
  for (const auto& failure : member(object, "failures")) {
    test.attempt.failures.push_back(
        failure_of(FailureKind::assertion, text_of(failure, "failure")));
  }
  for (const auto& skip : member(object, "skipped")) {  // since GoogleTest 1.13
    test.attempt.skip_reason = failure_of(FailureKind::assertion, text_of(skip, "message")).text;
  }
}

// RecordProperty adds members.
void add_params(ReportedTest& test, const nlohmann::json& object) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_string() &&
        std::find(k_known_members.begin(), k_known_members.end(), name) == k_known_members.end()) {
      test.params.push_back({0, name, value.get<std::string>()});
    }
  }
}

}  // namespace

bool GtestJsonReader::wants(const JsonPath& path) const {
  return path == JsonPath{"testsuites", "*", "testsuite", "*"};
}

void GtestJsonReader::value(const JsonPath& path, nlohmann::json& value) {
  if (path == JsonPath{"timestamp"} && value.is_string()) {
    timestamp_ = value.get<std::string>();
  } else if (path == JsonPath{"testsuites", "*", "name"} && value.is_string()) {
    suite_ = value.get<std::string>();
  }
  if (!wants(path) || !value.is_object()) {
    return;
  }
  begin_program();
  ReportedTest test;
  test.suite = text_of(value, "classname");
  test.suite = test.suite.empty() ? suite_ : test.suite;
  test.name = text_of(value, "name");
  test.type_param = text_of(value, "type_param");
  test.value_param = text_of(value, "value_param");
  test.file = text_of(value, "file");
  test.line = line_of(value, "line");
  test.attempt.duration = seconds(text_of(value, "time"));
  add_failures(test, value);
  add_params(test, value);
  test.attempt.status =
      status_of(text_of(value, "status"), text_of(value, "result"), !test.attempt.failures.empty());
  if (!test.name.empty()) {
    sink_.test(test);
    return;
  }
  // Failures of suites and environments come as a test without a name.
  for (auto& failure : test.attempt.failures) {
    failure.phase = test.suite.empty() ? Phase::program : Phase::suite_set_up;
    failure.suite = test.suite;
    sink_.failure(failure);
  }
}

void GtestJsonReader::begin_program() {
  if (has_program_) {
    return;
  }
  has_program_ = true;
  ReportedProgram program;
  program.name = origin_.name({});
  program.framework = "googletest";
  program.started = wall_time(timestamp_.substr(0, timestamp_.find('Z')));
  sink_.program(program);
}

}  // namespace testtracker::sources
