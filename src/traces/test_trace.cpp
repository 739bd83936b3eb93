#include "traces/test_trace.hpp"

#include "base/content_hash.hpp"
#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/test_words.hpp"
#include "session/failure_text.hpp"
#include "session/program_identity.hpp"
#include "upload/test_values.hpp"
#include "upload/value_text.hpp"

#include <testtracker/status.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace testtracker::traces {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t k_max_preview_bytes = 1000;  // characters, says MLflow
constexpr std::size_t k_max_text_bytes = upload::k_max_param_bytes;
constexpr std::size_t k_max_children = 100;

std::string hash_of(std::string_view first, std::string_view second) {
  ContentHash hash;
  hash.add(first);
  hash.add(std::string_view("\0", 1));
  hash.add(second);
  return hash.text();
}

std::string rfc3339(nanoseconds time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count() % 1000;
  return fmt::format("{}.{:03}Z", report::iso_time(time), std::max<std::int64_t>(ms, 0));
}

std::string text_of(nanoseconds time) {
  return std::to_string(std::max<std::int64_t>(time.count(), 0));
}

/// Colours gone, white space kept.
std::string plain(std::string_view text) {
  return upload::cut_text(report::plain_text(text.substr(0, 4 * k_max_text_bytes)),
                          k_max_text_bytes);
}

struct Verdict {
  std::string words;  ///< `failed: parser_test.cpp:12 …`
  Status status = Status::passed;
  bool was_executed = true;
  std::string reason;  ///< of the assessment
};

Verdict verdict_of(Status status, std::string words) {
  const bool was_executed =
      status != Status::skipped && status != Status::disabled && status != Status::not_run;
  return {std::move(words), status, was_executed, {}};
}

/// What all traces have in common.
class TraceMaker {
 public:
  TraceMaker(const TracePlace& place, const std::string& key, nanoseconds start)
      : place_(place), id_(hash_of(place.run_id, key)), time_(rfc3339(start)) {
    auto& info = trace_.info;
    info.trace_id = "tr-" + id_;
    info.trace_location.mlflow_experiment.experiment_id = place.experiment_id;
    info.request_time = time_;
    info.request_preview = upload::cut_text(key, k_max_preview_bytes);
    info.trace_metadata = {{"mlflow.sourceRun", place.run_id}};
    info.tags = {{"mlflow.traceName", key}};
    add_span(key, start, start);
    add_attribute("mlflow.spanInputs", key);
  }

  void set_verdict(const Verdict& verdict) {
    auto& info = trace_.info;
    info.response_preview = upload::cut_text(verdict.words, k_max_preview_bytes);
    info.state = is_bad(verdict.status) ? "ERROR" : "OK";
    set_status(trace_.spans.front(), verdict.status, verdict.words);
    add_attribute("mlflow.spanOutputs", verdict.words);
    if (verdict.was_executed || is_bad(verdict.status)) {
      assess("passed", !is_bad(verdict.status), verdict.reason);
    }
  }

  void set_duration(nanoseconds duration) {
    trace_.info.execution_duration =
        fmt::format("{:.6f}s", std::chrono::duration<double>(duration).count());
  }

  void assess(const std::string& name, std::variant<bool, std::string> value, std::string reason) {
    mlflow::Assessment assessment;
    assessment.assessment_id = "a-" + hash_of(id_, name);
    assessment.assessment_name = name;
    assessment.trace_id = trace_.info.trace_id;
    assessment.source.source_id = "testtracker";
    assessment.create_time = time_;
    assessment.last_update_time = time_;
    assessment.feedback.value = std::move(value);
    assessment.rationale = std::move(reason);
    assessment.metadata = {{"mlflow.assessment.sourceRunId", place_.run_id}};
    trace_.info.assessments.push_back(std::move(assessment));
  }

  /// The first is the root; all others are its children.
  mlflow::Span& add_span(const std::string& name, nanoseconds start, nanoseconds end) {
    mlflow::Span span;
    span.traceId = id_;
    span.spanId = hash_of(id_, std::to_string(trace_.spans.size())).substr(0, 16);
    if (!trace_.spans.empty()) {
      span.parentSpanId = trace_.spans.front().spanId;
    }
    span.name = upload::cut_text(name, k_max_preview_bytes);
    span.startTimeUnixNano = text_of(start);
    span.endTimeUnixNano = text_of(std::max(start, end));
    return trace_.spans.emplace_back(std::move(span));
  }

  /// Of the root.
  void add_attribute(const std::string& key, const std::string& value) {
    if (!value.empty()) {
      trace_.spans.front().attributes.push_back({key, {value}});
    }
  }

  static void set_status(mlflow::Span& span, Status status, const std::string& words) {
    span.status.code = is_bad(status) ? 2 : 1;
    span.status.message =
        is_bad(status) ? upload::cut_text(words, k_max_preview_bytes) : std::string();
  }

  /// As OpenTelemetry writes exceptions; MLflow's page shows the last as a block with lines.
  static void add_exception(mlflow::Span& span, Status status, const std::string& message,
                            const std::string& text) {
    mlflow::SpanEvent event;
    event.name = "exception";
    event.timeUnixNano = span.endTimeUnixNano;
    event.attributes = {{"exception.type", {std::string(to_string(status))}},
                        {"exception.message", {message}},
                        {"exception.stacktrace", {text}}};
    span.events.push_back(std::move(event));
  }

  mlflow::Span& root() { return trace_.spans.front(); }
  mlflow::Trace take() { return std::move(trace_); }

 private:
  const TracePlace& place_;
  std::string id_;
  std::string time_;
  mlflow::Trace trace_;
};

nanoseconds end_of(const session::Attempt& attempt) {
  return attempt.started + std::max(attempt.duration, nanoseconds(0));
}

/// From the first attempt's start to the last one's end; of a test without attempts that of the
/// session.
std::pair<nanoseconds, nanoseconds> extent_of(const session::TestResult& test,
                                              const session::SessionResult& result) {
  if (test.attempts.empty()) {
    return {result.started, result.started};
  }
  auto start = test.attempts.front().started;
  auto end = end_of(test.attempts.front());
  for (const auto& attempt : test.attempts) {
    start = std::min(start, attempt.started);
    end = std::max(end, end_of(attempt));
  }
  return {start, end};
}

void add_facts(TraceMaker& maker, const session::SessionResult& result,
               const session::TestResult& test) {
  maker.add_attribute("session", result.id);
  maker.add_attribute("suite", plain(test.identity.suite));
  maker.add_attribute("program", plain(test.identity.program));
  maker.add_attribute("location", report::location(test.file, test.line));
  maker.add_attribute("type_param", plain(test.type_param));
  maker.add_attribute("value_param", plain(test.value_param));
  if (!test.attempts.empty()) {
    const auto& process = result.processes[test.attempts.back().process];
    maker.add_attribute("rerun", plain(session::rerun_command(process, test)));
  }
}

void add_attempts(TraceMaker& maker, const session::TestResult& test) {
  const auto count = std::min(test.attempts.size(), k_max_children);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& attempt = test.attempts[i];
    const auto word = to_string(attempt.status);
    auto& span = maker.add_span(fmt::format("attempt {}: {}", i + 1, word), attempt.started,
                                end_of(attempt));
    const auto message = session::message_of(attempt);
    TraceMaker::set_status(span, attempt.status, message);
    if (is_bad(attempt.status)) {
      TraceMaker::add_exception(span, attempt.status, message, plain(session::text_of(attempt)));
    }
  }
}

/// What the test timed itself; their times count from its start, so that of several attempts nobody
/// knows which.
void add_own_spans(TraceMaker& maker, const session::TestResult& test) {
  const auto start = test.attempts.front().started;
  const auto count = std::min(test.spans.size(), k_max_children);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& span = test.spans[i];
    maker.add_span(plain(span.name), start + span.start, start + span.start + span.duration);
  }
}

}  // namespace

std::string trace_id(const TracePlace& place, const std::string& key) {
  return "tr-" + hash_of(place.run_id, key);
}

mlflow::Trace trace_of_test(const TracePlace& place, const session::SessionResult& result,
                            const TracedTest& traced, const std::string& key) {
  const auto& test = result.tests[traced.test];
  const auto [start, end] = extent_of(test, result);
  TraceMaker maker(place, key, start);
  maker.root().endTimeUnixNano = text_of(end);
  if (report::has_duration(test) && !test.outside_tests) {
    maker.set_duration(test.duration);
  }
  const auto exception = upload::exception_param(test, key);
  auto verdict = verdict_of(test.status, upload::status_param(test, key).value);
  verdict.reason = exception ? exception->value : report::flaky_words(test);
  maker.set_verdict(verdict);
  if (!traced.change.empty()) {
    maker.assess("change", traced.change, traced.why);
  }
  add_facts(maker, result, test);
  if (exception) {
    TraceMaker::add_exception(maker.root(), test.status, report::message_line(test),
                              exception->value);
  }
  if (test.attempts.size() > 1) {
    add_attempts(maker, test);
  } else if (!test.attempts.empty()) {
    add_own_spans(maker, test);
  }
  return maker.take();
}

mlflow::Trace trace_of_record(const TracePlace& place, const baseline::RunRecord& run,
                              const baseline::TestRecord& test, const baseline::Texts& texts) {
  TraceMaker maker(place, texts[test.key], run.started);
  if (!std::isnan(test.duration_ms)) {
    const auto duration = std::chrono::duration_cast<nanoseconds>(
        std::chrono::duration<double, std::milli>(test.duration_ms));
    maker.root().endTimeUnixNano = text_of(run.started + duration);
    maker.set_duration(duration);
  }
  const auto& message = texts[test.message];
  const std::string word(to_string(test.status));
  maker.set_verdict(verdict_of(test.status, message.empty() ? word : word + ": " + message));
  maker.add_attribute("session", run.session);
  return maker.take();
}

}  // namespace testtracker::traces
