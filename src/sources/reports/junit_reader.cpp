#include "sources/reports/junit_reader.hpp"

#include "sources/reports/report_text.hpp"

#include <utility>

namespace testtracker::sources {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Java tools copy every property of the virtual machine into every report.
bool is_about_the_tool(std::string_view name) {
  for (const std::string_view prefix :
       {"java.", "sun.", "os.", "user.", "file.", "path.", "line.", "surefire.", "jdk.", "awt.",
        "native.", "ftp.", "http.", "socks", "localRepository", "basedir", "env."}) {
    if (starts_with(name, prefix)) {
      return true;
    }
  }
  return false;
}

std::string joined(std::string_view message, std::string_view text) {
  message = trimmed(message);
  text = trimmed(text);
  if (message.empty() || text.find(message) != std::string_view::npos) {
    return std::string(text);
  }
  return text.empty() ? std::string(message) : std::string(message) + "\n" + std::string(text);
}

/// What stands behind `- name   : ` in a text of Boost.Test.
std::string_view boost_field(std::string_view text, std::string_view name) {
  const auto at = text.find("- " + std::string(name));
  const auto colon = text.find(':', at);
  if (at == std::string_view::npos || colon == std::string_view::npos) {
    return {};
  }
  const auto end = name == "message" ? text.size() : text.find('\n', colon);
  return trimmed(text.substr(colon + 1, end - colon - 1));
}

/// Boost.Test writes place and message as a list.
FailureReported boost_failure(FailureKind kind, std::string_view text) {
  FailureReported failure;
  failure.kind = kind;
  if (kind == FailureKind::exception) {
    failure.text = trimmed(text);
    return failure;
  }
  failure.file = boost_field(text, "file");
  failure.line = line_number(boost_field(text, "line"));
  const auto message = boost_field(text, "message");
  failure.text = message.empty() ? trimmed(text) : message;
  return failure;
}

}  // namespace

void JunitReader::begin(const XmlElement& element, const std::vector<std::string>& path) {
  const auto name = element.name();
  if (in_test_) {
    begin_in_test(element);
  } else if (name == "testsuites" || name == "testsuite") {
    begin_suite(element);
  } else if (name == "testcase") {
    begin_test(element);
  } else if (name == "property" && !path.empty() && path.back() == "properties") {
    ParamReported param;
    param.name = element.attribute("name");
    param.value = element.attribute("value");
    if (!param.name.empty() && !is_about_the_tool(param.name)) {
      sink_.param(param);
    }
  } else if (name == "failure" || name == "error") {
    problem_ = {
        std::string(element.attribute("message")), std::string(element.attribute("type")), {}};
  }
}

void JunitReader::end(std::string_view name, std::string& text,
                      const std::vector<std::string>& /*path*/) {
  if (name == "testcase") {
    end_test();
  } else if (in_test_) {
    end_in_test(name, text);
  } else if (name == "testsuite" || name == "testsuites") {
    end_suite();
  } else if (name == "failure" || name == "error") {
    auto failure =
        failure_from(name == "error" ? FailureKind::exception : FailureKind::assertion, text);
    failure.phase = Phase::suite_set_up;
    failure.suite = suites_.empty() ? "" : suites_.back().name;
    if (!suites_.empty()) {
      ++suites_.back().seen_failures;
    }
    sink_.failure(failure);
  } else if ((name == "system-out" || name == "system-err") && !trimmed(text).empty()) {
    sink_.note({0, std::move(text)});
  }
}

void JunitReader::begin_program(const XmlElement& element) {
  ReportedProgram program;
  const std::string name(element.attribute("name"));
  program.framework = "junit";
  switch (dialect_) {
    case Dialect::catch2:
      program.name = name;
      program.framework = "catch2";
      break;
    case Dialect::doctest:
      program.name = name.substr(name.find_last_of('/') + 1);
      program.framework = "doctest";
      program.framework_version = element.attribute("doctest_version");
      break;
    case Dialect::boost:
      program.name = name;
      program.framework = "boost.test";
      break;
    case Dialect::ctest:
      program.name = "ctest";
      program.framework = "ctest";
      break;
    case Dialect::gtest:
      program.framework = "googletest";
      break;
    case Dialect::pytest:
      program.name = "pytest";
      program.framework = "pytest";
      break;
    case Dialect::bazel:
      program.name = name;
      program.framework = "bazel";
      break;
    case Dialect::other:
      // One file per class is a piece of something bigger; its name would say nothing more.
      program.name = starts_with(origin_.program, "TEST-") ? "junit" : "";
      break;
  }
  program.host = element.attribute("hostname") == "tbd" ? "" : element.attribute("hostname");
  program.started = wall_time(element.attribute("timestamp"));
  program.name = origin_.name(program.name);
  program_ = program.name;
  sink_.program(program);
  has_program_ = true;
}

void JunitReader::begin_suite(const XmlElement& element) {
  const auto name = element.attribute("name");
  const bool is_root = element.name() == "testsuites";
  if (is_root && name == "AllTests") {
    dialect_ = Dialect::gtest;
  } else if (dialect_ == Dialect::other && element.attribute("hostname") == "tbd") {
    dialect_ = Dialect::catch2;
  } else if (!element.attribute("doctest_version").empty()) {
    dialect_ = Dialect::doctest;
  } else if (name == "pytest" || name == "pytest tests") {
    dialect_ = Dialect::pytest;
  } else if (!is_root && suites_.empty() && !element.attribute("disabled").empty()) {
    dialect_ = Dialect::ctest;
  } else if (!is_root && suites_.empty() && !element.attribute("id").empty() &&
             element.attribute("timestamp").empty()) {
    dialect_ = Dialect::boost;
  } else if (starts_with(name, "//")) {
    dialect_ = Dialect::bazel;
  }
  // `testsuites` of most tools says nothing; their first suite has name, time and host.
  if (!has_program_ && (!is_root || !element.attribute("timestamp").empty())) {
    begin_program(element);
  }
  const auto count = [&](std::string_view attribute) {
    return static_cast<std::uint64_t>(number(element.attribute(attribute)));
  };
  suites_.push_back({std::string(is_root ? "" : name), count("failures") + count("errors"), 0});
}

void JunitReader::end_suite() {
  if (suites_.empty()) {
    return;
  }
  const Suite suite = std::move(suites_.back());
  suites_.pop_back();
  auto seen = suite.seen_failures;
  if (seen == 0 && suite.counted_failures > 0 && has_program_) {
    FailureReported failure;
    failure.phase = Phase::suite_set_up;
    failure.suite = suite.name;
    failure.text = "The report counts " + std::to_string(suite.counted_failures) +
                   " failures here and names none.";
    sink_.failure(failure);
    seen = suite.counted_failures;
  }
  if (!suites_.empty()) {
    suites_.back().seen_failures += seen;
  }
}

std::string JunitReader::suite_of(std::string_view class_name) const {
  if (dialect_ == Dialect::ctest) {
    return "ctest";
  }
  std::string suite(class_name);
  if (dialect_ == Dialect::catch2) {
    suite = class_name.substr(class_name.rfind('.') + 1);
    return suite == "global" ? program_ : suite;
  }
  if (dialect_ == Dialect::doctest) {
    return stem_of(class_name);
  }
  if (dialect_ == Dialect::boost) {
    return suite.empty() ? program_ : suite;
  }
  if (!suite.empty()) {
    return suite;
  }
  for (const auto& around : suites_) {
    suite += (suite.empty() || around.name.empty() ? "" : ".") + around.name;
  }
  return suite.empty() ? program_ : suite;
}

void JunitReader::begin_test(const XmlElement& element) {
  if (!has_program_) {
    begin_program(element);
  }
  in_test_ = true;
  is_skipped_ = false;
  skip_type_.clear();
  test_ = {};
  test_.suite = suite_of(element.attribute("classname"));
  test_.name = element.attribute("name");
  test_.file = element.attribute("file");
  if (dialect_ == Dialect::doctest) {
    test_.file = element.attribute("classname");
  }
  test_.line = line_number(element.attribute("line"));
  test_.type_param = element.attribute("type_param");
  test_.value_param = element.attribute("value_param");
  test_.attempt.duration = seconds(element.attribute("time"));
  test_status_ = element.attribute("status");
  test_result_ = element.attribute("result");
}

void JunitReader::begin_in_test(const XmlElement& element) {
  const auto name = element.name();
  if (name == "property") {
    ParamReported param;
    param.name = element.attribute("name");
    param.value = element.attribute("value");
    if (!param.name.empty()) {
      test_.params.push_back(std::move(param));
    }
  } else if (name == "skipped") {
    is_skipped_ = true;
    skip_type_ = element.attribute("type");
    problem_ = {std::string(element.attribute("message")), {}, {}};
  } else if (name != "stackTrace" && name != "system-out" && name != "system-err" &&
             name != "properties") {
    problem_ = {
        std::string(element.attribute("message")), std::string(element.attribute("type")), {}};
  }
}

void JunitReader::end_in_test(std::string_view name, const std::string& text) {
  if (name == "failure" || name == "error") {
    add_failure(name, text);
  } else if (name == "skipped") {
    add_skip(text);
  } else if (name == "flakyFailure" || name == "flakyError" || name == "rerunFailure" ||
             name == "rerunError") {
    add_retry(name, text);
  } else if (name == "stackTrace") {
    problem_.stack_trace = text;
  } else if ((name == "system-out" || name == "system-err") && !trimmed(text).empty()) {
    test_.notes.push_back(text);
  }
}

FailureReported JunitReader::failure_from(FailureKind kind, const std::string& text) const {
  if (dialect_ == Dialect::boost && !trimmed(text).empty()) {
    return boost_failure(kind, text);
  }
  auto whole = joined(problem_.message, text);
  if (whole.empty()) {
    whole = problem_.type;
  }
  return failure_of(kind, whole);
}

void JunitReader::add_failure(std::string_view element, const std::string& text) {
  test_.attempt.failures.push_back(
      failure_from(element == "error" ? FailureKind::exception : FailureKind::assertion, text));
}

void JunitReader::add_skip(const std::string& text) {
  const bool has_message = !trimmed(problem_.message).empty();
  auto reason = failure_of(FailureKind::assertion, has_message ? problem_.message : text).text;
  test_.attempt.skip_reason = std::move(reason);
}

// Surefire: a test that passed at last has flakyFailure, one that never did rerunFailure.
void JunitReader::add_retry(std::string_view element, const std::string& text) {
  const bool is_error = element == "flakyError" || element == "rerunError";
  ReportedAttempt attempt;
  attempt.status = Status::failed;
  attempt.failures.push_back(
      failure_from(is_error ? FailureKind::exception : FailureKind::assertion,
                   problem_.stack_trace.empty() ? text : problem_.stack_trace));
  test_.earlier.push_back(std::move(attempt));
}

void JunitReader::decide_status() {
  auto& attempt = test_.attempt;
  const bool is_not_run = test_status_ == "notrun" && dialect_ == Dialect::ctest;
  if (skip_type_ == "pytest.xfail" || starts_with(attempt.skip_reason, "TEST_CASE tagged with !")) {
    attempt.status = Status::expected_failure;
    attempt.skip_reason.clear();
  } else if (!attempt.failures.empty()) {
    attempt.status = Status::failed;
  } else if (test_status_ == "disabled" || test_result_ == "suppressed") {
    attempt.status = Status::disabled;
  } else if (is_not_run && !starts_with(attempt.skip_reason, "SKIP_")) {
    FailureReported reason;
    reason.text = "Not run: " + (test_.notes.empty() ? attempt.skip_reason : test_.notes.front());
    attempt.status = Status::not_run;
    attempt.failures.push_back(std::move(reason));
    attempt.skip_reason.clear();
    test_.notes.clear();
  } else if (is_skipped_ || test_status_ == "skipped" || test_result_ == "skipped") {
    attempt.status = Status::skipped;
  } else if (test_status_ == "notrun") {
    attempt.status = Status::disabled;
  } else if (test_status_ == "fail" || test_status_ == "failed") {
    attempt.status = Status::failed;
  }
}

void JunitReader::end_test() {
  in_test_ = false;
  decide_status();
  const bool is_bad_now = test_.attempt.status == Status::failed;
  if (is_bad_now && !suites_.empty()) {
    ++suites_.back().seen_failures;
  }
  if (is_bad_now && dialect_ == Dialect::ctest && !test_.notes.empty()) {
    // ctest gives no reason but what the test printed.
    for (auto& failure : test_.attempt.failures) {
      failure.text =
          failure.text.empty() ? std::string(trimmed(test_.notes.front())) : failure.text;
    }
  }
  if (!test_.name.empty()) {
    sink_.test(test_);
    return;
  }
  // GoogleTest reports failures of suites and environments as a test without a name.
  for (auto& failure : test_.attempt.failures) {
    failure.phase =
        test_.suite.empty() || test_.suite == program_ ? Phase::program : Phase::suite_set_up;
    failure.suite = test_.suite == program_ ? "" : test_.suite;
    sink_.failure(failure);
  }
}

}  // namespace testtracker::sources
