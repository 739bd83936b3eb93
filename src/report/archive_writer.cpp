#include "journal/format_words.hpp"
#include "report/archive.hpp"
#include "report/archive_words.hpp"
#include "report/gzip.hpp"
#include "report/json_builder.hpp"

#include <cassert>
#include <optional>

namespace testtracker::report {
namespace {

using session::Attempt;
using session::Counts;
using session::ProcessResult;
using session::SessionResult;
using session::TestResult;

void time_field(JsonBuilder& json, std::string_view name, std::chrono::nanoseconds value) {
  json.integer_field(name, value.count());
}

void known_field(JsonBuilder& json, std::string_view name,
                 const std::optional<std::int32_t>& value) {
  if (value) {
    json.key(name);
    json.integer(*value);
  }
}

void unsigned_field(JsonBuilder& json, std::string_view name, std::uint64_t value) {
  json.integer_field(name, static_cast<std::int64_t>(value));
}

/// `[…]` with one element per item, left out when there is none.
template <typename Items, typename Write>
void list_field(JsonBuilder& json, std::string_view name, const Items& items, Write write) {
  if (items.empty()) {
    return;
  }
  json.key(name);
  json.begin_array();
  for (const auto& item : items) {
    write(item);
  }
  json.end_array();
}

/// As `list_field`, each element an object whose members `write` appends.
template <typename Items, typename Write>
void object_list_field(JsonBuilder& json, std::string_view name, const Items& items, Write write) {
  list_field(json, name, items, [&](const auto& item) {
    json.begin_object();
    write(item);
    json.end_object();
  });
}

void text_list_field(JsonBuilder& json, std::string_view name,
                     const std::vector<std::string>& texts) {
  list_field(json, name, texts, [&](const std::string& text) { json.exact_text(text); });
}

void pair_list_field(JsonBuilder& json, std::string_view name,
                     const std::vector<std::pair<std::string, std::string>>& pairs) {
  list_field(json, name, pairs, [&](const auto& pair) {
    json.begin_array();
    json.exact_text(pair.first);
    json.exact_text(pair.second);
    json.end_array();
  });
}

void counts_field(JsonBuilder& json, std::string_view name, const Counts& counts) {
  json.key(name);
  json.begin_object();
  unsigned_field(json, "total", counts.total);
  unsigned_field(json, "passed", counts.passed);
  unsigned_field(json, "failed", counts.failed);
  unsigned_field(json, "skipped", counts.skipped);
  unsigned_field(json, "flaky", counts.flaky);
  unsigned_field(json, "crashed", counts.crashed);
  unsigned_field(json, "disabled", counts.disabled);
  unsigned_field(json, "not_run", counts.not_run);
  unsigned_field(json, "expected_failures", counts.expected_failures);
  if (counts.timed_out > 0) {
    unsigned_field(json, "timed_out", counts.timed_out);
  }
  json.end_object();
}

void context_field(JsonBuilder& json, const context::RunContext& context) {
  json.key("context");
  json.begin_object();
  json.text_field("commit", context.commit);
  json.text_field("branch", context.branch);
  json.flag_field("dirty", context.dirty);
  json.text_field("repository", context.repository);
  json.text_field("project", context.project);
  json.integer_field("build", context.build.value_or(0));
  json.text_field("ci_name", context.ci_name);
  json.text_field("ci_url", context.ci_url);
  json.text_field("host", context.host);
  json.text_field("user", context.user);
  json.text_field("os", context.os);
  json.text_field("platform", context.platform);
  json.text_field("compiler", context.compiler);
  json.text_field("build_type", context.build_type);
  json.text_field("suite", context.suite);
  json.text_field("command", context.command);
  pair_list_field(json, "tags", context.tags);
  json.end_object();
}

/// Metrics, params, attachments, notes and spans: a test and a session have the same ones.
template <typename Reports>
void report_fields(JsonBuilder& json, const Reports& reports) {
  object_list_field(json, "metrics", reports.metrics, [&](const session::Metric& metric) {
    json.text_field("name", metric.name);
    json.key("value");
    json.real(metric.value);
    time_field(json, "time", metric.time);
  });
  object_list_field(json, "params", reports.params, [&](const session::Param& param) {
    json.text_field("name", param.name);
    json.text_field("value", param.value);
  });
  object_list_field(json, "attachments", reports.attachments, [&](const session::Attachment& file) {
    json.text_field("name", file.name);
    json.text_field("path", file.path);
  });
  text_list_field(json, "notes", reports.notes);
  object_list_field(json, "spans", reports.spans, [&](const session::Span& span) {
    json.text_field("name", span.name);
    time_field(json, "start", span.start);
    time_field(json, "duration", span.duration);
  });
}

void session_line(JsonBuilder& json, const SessionResult& result,
                  const context::RunContext& context) {
  json.text_field("record", "session");
  json.text_field("format", k_archive_format);
  json.text_field("version", k_archive_version);
  json.text_field("id", result.id);
  json.text_field("verdict", journal::word_of(k_verdicts, result.verdict));
  time_field(json, "started", result.started);
  time_field(json, "duration", result.duration);
  unsigned_field(json, "processes", result.processes.size());
  unsigned_field(json, "tests", result.tests.size());
  unsigned_field(json, "planned", result.planned);
  counts_field(json, "counts", result.counts);
  if (result.entry_counts.total > 0) {
    counts_field(json, "entry_counts", result.entry_counts);
  }
  counts_field(json, "nested_counts", result.nested_counts);
  context_field(json, context);
  report_fields(json, result);
}

void program_fields(JsonBuilder& json, const ProgramStarted& start) {
  json.text_field("process", start.process);
  json.text_field("parent_process", start.parent_process);
  json.flag_field("nested", start.nested);
  json.text_field("kind", start.kind);
  json.integer_field("pid", start.pid);
  json.integer_field("parent_pid", start.parent_pid);
  unsigned_field(json, "start_ticks", start.start_ticks);
  json.text_field("boot_id", start.boot_id);
  json.text_field("pid_namespace", start.pid_namespace);
  json.text_field("host", start.host);
  json.text_field("user", start.user);
  json.text_field("program", start.program);
  json.text_field("executable", start.executable);
  text_list_field(json, "arguments", start.arguments);
  json.text_field("working_directory", start.working_directory);
  time_field(json, "wall_time", start.wall_time);
  json.text_field("framework", start.framework);
  json.text_field("framework_version", start.framework_version);
  json.text_field("compiler", start.compiler);
  json.text_field("build_type", start.build_type);
  known_field(json, "shard_index", start.shard_index);
  known_field(json, "shard_total", start.shard_total);
  pair_list_field(json, "environment", start.environment);
}

void process_line(JsonBuilder& json, const ProcessResult& process) {
  json.text_field("record", "process");
  program_fields(json, process.start);
  json.text_field("identity", process.identity);
  json.text_field("state", journal::word_of(k_process_states, process.state));
  json.flag_field("passed", process.passed);
  known_field(json, "exit_code", process.exit_code);
  known_field(json, "signal", process.signal);
  json.flag_field("timed_out", process.timed_out);
  time_field(json, "duration", process.duration);
  unsigned_field(json, "max_resident_bytes", process.max_resident_bytes);
  unsigned_field(json, "lost_records", process.lost_records);
  unsigned_field(json, "damaged_lines", process.damaged_lines);
  unsigned_field(json, "excused_failures", process.excused_failures);
}

void failure_fields(JsonBuilder& json, const session::Failure& failure) {
  if (failure.phase != Phase::test) {
    json.text_field("phase", journal::word_of(journal::k_phases, failure.phase));
  }
  if (failure.kind != FailureKind::assertion) {
    json.text_field("kind", journal::word_of(journal::k_failure_kinds, failure.kind));
  }
  json.text_field("file", failure.file);
  json.integer_field("line", failure.line);
  json.text_field("text", failure.text);
}

void attempt_fields(JsonBuilder& json, const Attempt& attempt) {
  unsigned_field(json, "process", attempt.process);
  json.integer_field("iteration", attempt.iteration);
  json.text_field("status", to_string(attempt.status));
  json.flag_field("running", !attempt.finished);
  time_field(json, "started", attempt.started);
  time_field(json, "duration", attempt.duration);
  known_field(json, "signal", attempt.signal);
  known_field(json, "exit_code", attempt.exit_code);
  if (attempt.max_resident_bytes > 0) {
    unsigned_field(json, "max_resident_bytes", attempt.max_resident_bytes);
  }
  object_list_field(json, "failures", attempt.failures,
                    [&](const session::Failure& failure) { failure_fields(json, failure); });
  json.text_field("skip_reason", attempt.skip_reason);
  object_list_field(json, "parts", attempt.parts, [&](const session::Part& part) {
    text_list_field(json, "path", part.path);
    json.text_field("status", to_string(part.status));
    time_field(json, "duration", part.duration);
  });
}

void test_line(JsonBuilder& json, const TestResult& test, const std::string& key) {
  json.text_field("record", "test");
  json.text_field("key", key);
  json.text_field("program", test.identity.program);
  json.text_field("suite", test.identity.suite);
  json.text_field("name", test.identity.name);
  json.text_field("type_param", test.type_param);
  json.text_field("value_param", test.value_param);
  text_list_field(json, "tags", test.tags);
  json.text_field("file", test.file);
  json.integer_field("line", test.line);
  json.text_field("status", to_string(test.status));
  json.flag_field("flaky", test.flaky);
  json.flag_field("nested", test.nested);
  json.flag_field("outside_tests", test.outside_tests);
  json.flag_field("is_entry", test.is_entry);
  json.flag_field("has_cases", test.has_cases);
  if (!test.entry.empty()) {
    json.text_field("entry", test.entry);
  }
  json.flag_field("running", !test.finished);
  time_field(json, "duration", test.duration);
  json.text_field("message", test.message);
  json.text_field("exception_text", test.exception_text);
  object_list_field(json, "attempts", test.attempts,
                    [&](const Attempt& attempt) { attempt_fields(json, attempt); });
  report_fields(json, test);
}

template <typename Write>
void write_line(GzipWriter& gzip, std::string& line, Write write) {
  line.clear();
  JsonBuilder json(line);
  json.begin_object();
  write(json);
  json.end_object();
  line += '\n';
  gzip.write(line);
}

}  // namespace

std::string write_archive(const SessionResult& result, const context::RunContext& context,
                          const std::vector<std::string>& keys) {
  assert(keys.size() == result.tests.size());
  GzipWriter gzip;
  std::string line;
  write_line(gzip, line, [&](JsonBuilder& json) { session_line(json, result, context); });
  for (const auto& process : result.processes) {
    write_line(gzip, line, [&](JsonBuilder& json) { process_line(json, process); });
  }
  for (std::size_t i = 0; i < result.tests.size(); ++i) {
    write_line(gzip, line, [&](JsonBuilder& json) { test_line(json, result.tests[i], keys[i]); });
  }
  return gzip.finish();
}

}  // namespace testtracker::report
