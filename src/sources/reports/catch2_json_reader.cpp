#include "sources/reports/catch2_json_reader.hpp"

#include "sources/reports/json_fields.hpp"
#include "sources/reports/report_text.hpp"

#include <utility>

namespace testtracker::sources {
namespace {

using Json = nlohmann::json;

void add_failures(ReportedTest& test, const Json& parts, const std::string& section) {
  for (const auto& part : parts) {
    const auto kind = text_of(part, "kind");
    if (kind == "section") {
      const auto name = text_of(part, "name");
      add_failures(test, member(part, "path"),
                   name == test.name ? section
                   : section.empty() ? name
                                     : section + "/" + name);
    } else if (kind == "assertion" && member(part, "status") == false) {
      FailureReported failure;
      const auto& place = member(part, "source-location");
      failure.file = text_of(place, "filename");
      failure.line = line_of(place, "line");
      failure.text = section.empty() ? "an assertion failed" : "an assertion failed in " + section;
      test.attempt.failures.push_back(std::move(failure));
    }
  }
}

Status status_of(const Json& assertions, bool has_failures) {
  if (number_of(assertions, "failed") > 0) {
    return Status::failed;
  }
  if (number_of(assertions, "fail-but-ok") > 0) {
    return Status::expected_failure;
  }
  if (number_of(assertions, "skipped") > 0) {
    return Status::skipped;
  }
  return has_failures ? Status::failed : Status::passed;
}

}  // namespace

bool Catch2JsonReader::wants(const JsonPath& path) const {
  return path == JsonPath{"test-run", "test-cases", "*"};
}

void Catch2JsonReader::value(const JsonPath& path, Json& value) {
  if (path == JsonPath{"metadata", "name"} && value.is_string()) {
    name_ = value.get<std::string>();
  } else if (path == JsonPath{"metadata", "catch2-version"} && value.is_string()) {
    version_ = value.get<std::string>();
  }
  if (!wants(path) || !value.is_object()) {
    return;
  }
  begin_program();
  ReportedTest test;
  const auto& info = member(value, "test-info");
  const auto& place = member(info, "source-location");
  test.name = text_of(info, "name");
  test.file = text_of(place, "filename");
  test.suite = stem_of(test.file);
  test.line = line_of(place, "line");
  for (const auto& tag : member(info, "tags")) {
    if (tag.is_string()) {
      test.tags.push_back(tag.get<std::string>());
    }
  }
  for (const auto& run : member(value, "runs")) {
    add_failures(test, member(run, "path"), {});
  }
  test.attempt.status =
      status_of(member(member(value, "totals"), "assertions"), !test.attempt.failures.empty());
  sink_.test(test);
}

void Catch2JsonReader::begin_program() {
  if (has_program_) {
    return;
  }
  has_program_ = true;
  ReportedProgram program;
  program.name = origin_.name(name_);
  program.framework = "catch2";
  program.framework_version = version_;
  sink_.program(program);
}

}  // namespace testtracker::sources
