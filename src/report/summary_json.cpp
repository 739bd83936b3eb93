#include "report/summary_json.hpp"

#include "report/entries.hpp"
#include "report/test_order.hpp"
#include "report/test_words.hpp"

#include <chrono>

namespace testtracker::report {
namespace {

double in_unit(std::chrono::nanoseconds duration, double unit_ns) {
  return static_cast<double>(duration.count()) / unit_ns;
}

void number_member(JsonBuilder& json, std::string_view name, std::uint64_t value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}

void append_counts(JsonBuilder& json, std::string_view name, const session::Counts& counts) {
  json.key(name);
  json.begin_object();
  number_member(json, "total", counts.total);
  number_member(json, "passed", counts.passed);
  number_member(json, "failed", counts.failed);
  number_member(json, "skipped", counts.skipped);
  number_member(json, "disabled", counts.disabled);
  number_member(json, "expected_failures", counts.expected_failures);
  number_member(json, "flaky", counts.flaky);
  number_member(json, "crashed", counts.crashed);
  number_member(json, "not_run", counts.not_run);
  json.end_object();
}

void text_member(JsonBuilder& json, std::string_view name, std::string_view value) {
  json.key(name);
  json.text(value);
}

void append_test(JsonBuilder& json, const session::TestResult& test) {
  json.begin_object();
  text_member(json, "program", test.identity.program);
  text_member(json, "suite", test.identity.suite);
  text_member(json, "name", test.identity.name);
  text_member(json, "status", status_word(test));
  json.key("duration_ms");
  if (has_duration(test)) {
    json.real(in_unit(test.duration, 1e6));
  } else {
    json.null();
  }
  number_member(json, "attempts", test.attempts.size());
  json.text_field("entry", test.entry);
  json.flag_field("flaky", test.flaky);
  json.flag_field("nested", test.nested);
  json.flag_field("outside_tests", test.outside_tests);
  json.text_field("message", message_line(test));
  json.text_field("file", test.file);
  json.integer_field("line", test.line);
  json.end_object();
}

void append_entry(JsonBuilder& json, const EntryWithCases& item) {
  const auto& entry = *item.entry;
  json.begin_object();
  text_member(json, "name", entry.identity.name);
  text_member(json, "status", status_word(entry));
  json.key("duration_ms");
  if (has_duration(entry)) {
    json.real(in_unit(entry.duration, 1e6));
  } else {
    json.null();
  }
  number_member(json, "attempts", entry.attempts.size());
  number_member(json, "cases", item.cases);
  json.flag_field("flaky", entry.flaky);
  json.text_field("message", message_line(entry));
  json.end_object();
}

/// Only of a session of ctest.
void append_entries(JsonBuilder& json, const session::SessionResult& result) {
  const auto entries = entries_with_cases(result);
  if (entries.empty()) {
    return;
  }
  append_counts(json, "entry_counts", result.entry_counts);
  json.key("entries");
  json.begin_array();
  for (const auto& entry : entries) {
    append_entry(json, entry);
  }
  json.end_array();
}

}  // namespace

void append_summary(JsonBuilder& json, const session::SessionResult& result,
                    const context::RunContext& context) {
  text_member(json, "id", result.id);
  text_member(json, "verdict", verdict_word(result.verdict));
  json.key("started");
  json.real(in_unit(result.started, 1e9));
  json.key("duration_s");
  json.real(in_unit(result.duration, 1e9));
  json.text_field("commit", context.commit);
  json.text_field("branch", context.branch);
  json.integer_field("build", context.build.value_or(0));
  append_counts(json, "counts", result.counts);
  append_counts(json, "nested_counts", result.nested_counts);
  append_entries(json, result);
  json.key("tests");
  json.begin_array();
  for (const auto index : display_order(result.tests)) {
    append_test(json, result.tests[index]);
  }
  json.end_array();
}

}  // namespace testtracker::report
