#include "sources/reports/boost_reader.hpp"

#include "sources/reports/report_text.hpp"

#include <utility>

namespace testtracker::sources {

void BoostReader::begin(const XmlElement& element, const std::vector<std::string>& path) {
  const auto name = element.name();
  if (path.empty()) {
    is_log_ = name == "TestLog";
  } else if (name == "TestSuite" && !has_program_) {
    begin_program(element);
  } else if (name == "TestSuite") {
    suites_.emplace_back(element.attribute("name"));
  } else if (name == "TestCase") {
    begin_test(element);
  } else if (in_test_ && !element.attribute("file").empty() && name != "LastCheckpoint") {
    file_ = element.attribute("file");
    line_ = line_number(element.attribute("line"));
  }
}

void BoostReader::begin_program(const XmlElement& element) {
  ReportedProgram program;
  program.name = origin_.name(std::string(element.attribute("name")));
  program.framework = "boost.test";
  program_ = program.name;
  sink_.program(program);
  has_program_ = true;
}

void BoostReader::begin_test(const XmlElement& element) {
  in_test_ = true;
  test_ = {};
  for (const auto& suite : suites_) {
    test_.suite += (test_.suite.empty() ? "" : ".") + suite;
  }
  test_.suite = test_.suite.empty() ? program_ : test_.suite;
  test_.name = element.attribute("name");
  test_.file = element.attribute("file");
  test_.line = line_number(element.attribute("line"));
  if (element.attribute("skipped") == "yes") {
    const auto reason = element.attribute("reason");
    test_.attempt.status = reason == "disabled" ? Status::disabled : Status::skipped;
    test_.attempt.skip_reason = reason;
  }
  if (!is_log_) {
    take_verdict(element);
  }
}

void BoostReader::take_verdict(const XmlElement& element) {
  const auto word = element.attribute("result");
  auto& attempt = test_.attempt;
  attempt.status = word == "skipped" ? Status::skipped
                   : word == "passed" && number(element.attribute("assertions_failed")) > 0
                       ? Status::expected_failure
                   : word == "passed" ? Status::passed
                                      : Status::failed;
  if (attempt.status == Status::failed || attempt.status == Status::expected_failure) {
    FailureReported failure;
    failure.text = std::string(word) + ": " + std::string(element.attribute("assertions_failed")) +
                   " assertions failed; the log has their texts";
    attempt.failures.push_back(std::move(failure));
  }
}

void BoostReader::end(std::string_view name, std::string& text,
                      const std::vector<std::string>& /*path*/) {
  if (name == "TestSuite") {
    if (!suites_.empty()) {
      suites_.pop_back();
    }
  } else if (name == "TestCase" && in_test_) {
    in_test_ = false;
    auto& attempt = test_.attempt;
    if (is_log_ && !attempt.failures.empty()) {
      attempt.status = Status::failed;
    }
    sink_.test(test_);
  } else if (in_test_ && name == "TestingTime") {
    test_.attempt.duration = seconds(number(text) / 1e6);  // microseconds
  } else if (in_test_ && (name == "Error" || name == "FatalError" || name == "Exception")) {
    FailureReported failure;
    failure.kind = name == "Error"        ? FailureKind::assertion
                   : name == "FatalError" ? FailureKind::fatal_assertion
                                          : FailureKind::exception;
    failure.file = file_ == "unknown location" ? "" : file_;
    failure.line = line_;
    failure.text = trimmed(text);
    test_.attempt.failures.push_back(std::move(failure));
  }
}

}  // namespace testtracker::sources
