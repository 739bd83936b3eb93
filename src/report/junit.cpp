#include "report/junit.hpp"

#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/test_words.hpp"
#include "report/xml_text.hpp"
#include "session/failure_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace testtracker::report {
namespace {

using session::Attempt;
using session::TestResult;

/// What a consumer of JUnit makes of a test.
enum class Kind { passed, failure, error, skipped };

struct Suite {
  std::vector<const TestResult*> tests;
  std::size_t failures = 0, errors = 0, skipped = 0;
  std::chrono::nanoseconds duration{};
  session::WallTime started{};
};

struct Report {
  std::map<std::pair<std::string, std::string>, Suite> suites;  ///< by program and suite
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

Kind kind_of(const TestResult& test) {
  if (!test.finished) {
    return Kind::skipped;
  }
  switch (test.status) {
    case Status::passed:
      return Kind::passed;
    case Status::skipped:
    case Status::disabled:
    case Status::expected_failure:
      return Kind::skipped;
    case Status::failed:
      return test.outside_tests ? Kind::error : Kind::failure;
    default:
      return Kind::error;
  }
}

void add(Suite& suite, const TestResult& test) {
  const auto kind = kind_of(test);
  suite.failures += kind == Kind::failure ? 1U : 0U;
  suite.errors += kind == Kind::error ? 1U : 0U;
  suite.skipped += kind == Kind::skipped ? 1U : 0U;
  suite.duration += has_duration(test) ? test.duration : std::chrono::nanoseconds{};
  if (!test.attempts.empty()) {
    const auto started = test.attempts.front().started;
    suite.started = suite.tests.empty() ? started : std::min(suite.started, started);
  }
  suite.tests.push_back(&test);
}

Report report_of(const session::SessionResult& result) {
  Report report;
  for (const auto& test : result.tests) {
    if (!test.nested && !test.has_cases) {
      add(report.suites[{test.identity.program, test.identity.suite}], test);
    }
  }
  for (const auto& [name, suite] : report.suites) {
    report.tests += suite.tests.size();
    report.failures += suite.failures;
    report.errors += suite.errors;
    report.skipped += suite.skipped;
  }
  return report;
}

void append_attribute(std::string& xml, std::string_view name, std::string_view value) {
  xml += fmt::format(" {}=\"{}\"", name, xml_attribute(value));
}

/// A message: one line, without escape sequences.
void append_message(std::string& xml, const std::string& message) {
  append_attribute(xml, "message", plain_text(message));
}

void append_seconds(std::string& xml, std::chrono::nanoseconds duration) {
  xml += fmt::format(" time=\"{:.6f}\"", static_cast<double>(duration.count()) / 1e9);
}

/// Counts of a suite or of all of them.
template <typename Counted>
void append_counts(std::string& xml, std::size_t tests, const Counted& counted) {
  xml += fmt::format(R"( tests="{}" failures="{}" errors="{}" skipped="{}")", tests,
                     counted.failures, counted.errors, counted.skipped);
}

void append_property(std::string& xml, std::string_view name, const std::string& value) {
  if (!value.empty()) {
    xml += "<property";
    append_attribute(xml, "name", name);
    append_attribute(xml, "value", value);
    xml += "/>\n";
  }
}

std::string number_text(double value) {
  return fmt::format("{}", value);
}

/// What the test reported, in the place where pytest's reports have it.
void append_reported(std::string& xml, const TestResult& test) {
  if (test.metrics.empty() && test.params.empty() && test.tags.empty() && test.entry.empty()) {
    return;
  }
  xml += "<properties>\n";
  append_property(xml, "entry", test.entry);
  for (const auto& tag : test.tags) {
    append_property(xml, "tag", tag);
  }
  for (const auto& metric : test.metrics) {
    append_property(xml, metric.name, number_text(metric.value));
  }
  for (const auto& param : test.params) {
    append_property(xml, param.name, param.value);
  }
  xml += "</properties>\n";
}

std::string_view type_of(const Attempt& attempt) {
  if (attempt.status != Status::failed || attempt.failures.empty()) {
    return to_string(attempt.status);
  }
  return attempt.failures.front().kind == FailureKind::exception ? "exception" : "assertion";
}

void append_problem(std::string& xml, std::string_view element, const TestResult& test) {
  const auto* bad = last_bad_attempt(test);
  xml += fmt::format("<{}", element);
  append_message(xml, test.message);
  append_attribute(xml, "type", bad != nullptr ? type_of(*bad) : to_string(test.status));
  xml += fmt::format(">{}</{}>\n", xml_text(test.exception_text), element);
}

void append_skipped(std::string& xml, const TestResult& test) {
  const auto word = status_word(test);
  xml += "<skipped";
  append_attribute(xml, "type", word);
  append_message(xml, test.status == Status::skipped && test.finished && !test.message.empty()
                          ? test.message
                          : std::string(word) + (test.message.empty() ? "" : ": " + test.message));
  xml += "/>\n";
}

/// The bad attempts beside the deciding one. Of a test that ended badly the last of them decides.
std::vector<const Attempt*> other_bad_attempts(const TestResult& test) {
  std::vector<const Attempt*> attempts;
  const auto* deciding = is_bad(test.status) ? last_bad_attempt(test) : nullptr;
  for (const auto& attempt : test.attempts) {
    if (attempt.finished && is_bad(attempt.status) && &attempt != deciding) {
      attempts.push_back(&attempt);
    }
  }
  return attempts;
}

void append_reruns(std::string& xml, const TestResult& test) {
  const auto* element = is_bad(test.status) ? "rerunFailure" : "flakyFailure";
  for (const auto* attempt : other_bad_attempts(test)) {
    xml += fmt::format("<{}", element);
    append_message(xml, session::message_of(*attempt));
    append_attribute(xml, "type", type_of(*attempt));
    xml += fmt::format("><stackTrace>{}</stackTrace></{}>\n", xml_text(session::text_of(*attempt)),
                       element);
  }
}

void append_notes(std::string& xml, const std::vector<std::string>& notes) {
  if (notes.empty()) {
    return;
  }
  xml += "<system-out>";
  for (const auto& note : notes) {
    xml += xml_text(note);
    xml += '\n';
  }
  xml += "</system-out>\n";
}

void append_test(std::string& xml, const TestResult& test) {
  const auto& identity = test.identity;
  xml += "<testcase";
  append_attribute(xml, "classname", identity.program + "." + identity.suite);
  append_attribute(xml, "name", identity.name);
  append_seconds(xml, has_duration(test) ? test.duration : std::chrono::nanoseconds{});
  if (!test.file.empty()) {
    append_attribute(xml, "file", test.file);
  }
  if (test.line > 0) {
    append_attribute(xml, "line", std::to_string(test.line));
  }
  xml += ">\n";
  append_reported(xml, test);
  const auto kind = kind_of(test);
  if (kind == Kind::failure || kind == Kind::error) {
    append_problem(xml, kind == Kind::failure ? "failure" : "error", test);
  } else if (kind == Kind::skipped) {
    append_skipped(xml, test);
  }
  append_reruns(xml, test);
  append_notes(xml, test.notes);
  xml += "</testcase>\n";
}

void append_suite(std::string& xml, const std::string& name, const Suite& suite,
                  const context::RunContext& context) {
  xml += "<testsuite";
  append_attribute(xml, "name", name);
  append_counts(xml, suite.tests.size(), suite);
  append_seconds(xml, suite.duration);
  append_attribute(xml, "timestamp", iso_time(suite.started));
  if (!context.host.empty()) {
    append_attribute(xml, "hostname", context.host);
  }
  xml += ">\n<properties>\n";
  append_property(xml, "git.commit", context.commit);
  append_property(xml, "git.branch", context.branch);
  append_property(xml, "platform", context.platform);
  append_property(xml, "ci.url", context.ci_url);
  xml += "</properties>\n";
  for (const auto* test : suite.tests) {
    append_test(xml, *test);
  }
  xml += "</testsuite>\n";
}

}  // namespace

std::string junit_xml(const session::SessionResult& result, const context::RunContext& context) {
  const auto report = report_of(result);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites";
  append_attribute(xml, "name", context.suite.empty() ? result.id : context.suite);
  append_counts(xml, report.tests, report);
  append_seconds(xml, result.duration);
  append_attribute(xml, "timestamp", iso_time(result.started));
  xml += ">\n";
  for (const auto& [name, suite] : report.suites) {
    append_suite(xml, name.first + "." + name.second, suite, context);
  }
  return xml + "</testsuites>\n";
}

}  // namespace testtracker::report
