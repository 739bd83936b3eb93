#include "sources/reports/doctest_reader.hpp"

#include "sources/reports/report_text.hpp"

#include <utility>

namespace testtracker::sources {

void DoctestReader::begin(const XmlElement& element, const std::vector<std::string>& path) {
  const auto name = element.name();
  if (path.empty()) {
    ReportedProgram program;
    const auto binary = element.attribute("binary");
    program.name = origin_.name(std::string(binary.substr(binary.find_last_of("/\\") + 1)));
    program.framework = "doctest";
    program.framework_version = element.attribute("version");
    sink_.program(program);
  } else if (name == "TestSuite") {
    suite_ = element.attribute("name");
  } else if (name == "TestCase") {
    begin_test(element);
  } else if (name == "Expression" || name == "Message") {
    begin_check(element);
  } else if (name == "Exception") {
    crashed_ = crashed_ || element.attribute("crash") == "true";
  } else if (name == "OverallResultsAsserts" && in_test_) {
    const auto verdict = element.attribute("test_case_success");
    // Before 2.4.7 there was no such word: then its failures decide.
    succeeded_ = verdict.empty() ? element.attribute("failures") == "0" : verdict == "true";
    test_.attempt.duration = seconds(element.attribute("duration"));
  }
}

void DoctestReader::begin_test(const XmlElement& element) {
  in_test_ = true;
  test_ = {};
  test_.name = element.attribute("name");
  test_.file = element.attribute("filename");
  test_.line = line_number(element.attribute("line"));
  test_.suite = suite_.empty() ? stem_of(test_.file) : suite_;
  succeeded_ = true;
  crashed_ = false;
  if (element.attribute("skipped") == "true") {
    test_.attempt.status = Status::skipped;
    test_.attempt.skip_reason = "marked with doctest::skip";
  }
}

void DoctestReader::begin_check(const XmlElement& element) {
  check_ = element.attribute("type");
  is_warning_ = check_.rfind("WARN", 0) == 0;
  text_.clear();
  file_ = element.attribute("filename");
  line_ = line_number(element.attribute("line"));
}

void DoctestReader::end(std::string_view name, std::string& text,
                        const std::vector<std::string>& path) {
  if (!in_test_) {
    return;
  }
  const std::string own(trimmed(text));
  const bool in_check = path.back() == "Expression" || path.back() == "Message";
  if (name == "TestCase") {
    end_test();
  } else if (name == "Original") {
    text_ = check_ + "( " + own + " )";
  } else if (name == "Expanded") {
    text_ += "\nwith expansion:\n  " + own;
  } else if (name == "Text") {
    text_ += own;
  } else if (name == "Exception" && !in_check) {
    file_.clear();
    line_ = 0;
    add_failure(FailureKind::exception, own);
  } else if (in_check && (name == "Exception" || name == "ExpectedException" || name == "Info")) {
    text_ += "\n" + own;
  } else if ((name == "Expression" || name == "Message") && !is_warning_) {
    add_failure(FailureKind::assertion, text_);
  }
}

void DoctestReader::add_failure(FailureKind kind, std::string text) {
  FailureReported failure;
  failure.kind = kind;
  failure.file = file_;
  failure.line = line_;
  failure.text = std::move(text);
  test_.attempt.failures.push_back(std::move(failure));
}

void DoctestReader::end_test() {
  in_test_ = false;
  auto& attempt = test_.attempt;
  if (crashed_) {
    attempt.status = Status::crashed;
  } else if (!succeeded_) {
    attempt.status = Status::failed;
  } else if (!attempt.failures.empty()) {
    attempt.status = Status::expected_failure;  // may_fail, should_fail, expected_failures
  }
  sink_.test(test_);
}

}  // namespace testtracker::sources
