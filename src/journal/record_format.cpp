#include "journal/record_format.hpp"

#include "journal/format_words.hpp"
#include "journal/record_text.hpp"

#include <string_view>

namespace testtracker::journal {
namespace {

RecordText begin(const Line& line, std::string_view event) {
  return {line.out, event, line.at, line.max_text_bytes};
}

void append_list(RecordText& record, std::string_view name,
                 const std::vector<std::string>& values) {
  if (values.empty()) {
    return;
  }
  record.field(name);
  const char* separator = "[";
  for (const std::string& value : values) {
    record.append(separator);
    record.append_element(value);
    separator = ",";
  }
  record.append("]");
}

void append_environment(RecordText& record, const ProgramStarted& event) {
  if (event.environment.empty()) {
    return;
  }
  record.field("environment");
  const char* separator = "[[";
  for (const auto& [name, value] : event.environment) {
    record.append(separator);
    record.append_element(name);
    record.append(",");
    record.append_element(value);
    record.append("]");
    separator = ",[";
  }
  record.append("]");
}

template <typename Number>
void append_optional(RecordText& record, std::string_view name,
                     const std::optional<Number>& value) {
  if (value) {
    record.known_number(name, *value);
  }
}

// What failures and skips have in common.
template <typename Event>
void append_place(RecordText& record, const Event& event) {
  record.number("test", event.test);
  if (event.phase != Phase::test) {
    record.text("phase", word_of(k_phases, event.phase));
  }
  record.text("suite", event.suite);
}

}  // namespace

void format(const Line& line, const ProgramStarted& event) {
  RecordText record = begin(line, "program_started");
  record.text("format", k_format);
  record.text("version", k_version);
  record.text("process", event.process);
  record.text("parent_process", event.parent_process);
  record.flag("nested", event.nested);
  record.text("entry", event.entry);
  record.number("entry_pid", event.entry_pid);
  record.text("kind", event.kind);
  record.number("pid", event.pid);
  record.number("parent_pid", event.parent_pid);
  record.number("start_ticks", event.start_ticks);
  record.text("boot_id", event.boot_id);
  record.text("pid_namespace", event.pid_namespace);
  record.text("host", event.host);
  record.text("user", event.user);
  record.text("program", event.program);
  record.text("executable", event.executable);
  append_list(record, "arguments", event.arguments);
  record.text("working_directory", event.working_directory);
  record.duration("wall_time", event.wall_time);
  record.text("framework", event.framework);
  record.text("framework_version", event.framework_version);
  record.text("compiler", event.compiler);
  record.text("build_type", event.build_type);
  append_optional(record, "shard_index", event.shard_index);
  append_optional(record, "shard_total", event.shard_total);
  append_environment(record, event);
  record.end();
}

void format(const Line& line, const IterationStarted& event) {
  RecordText record = begin(line, "iteration_started");
  record.known_number("iteration", event.iteration);
  record.end();
}

void format(const Line& line, const TestStarted& event) {
  RecordText record = begin(line, "test_started");
  record.known_number("test", event.id);
  record.text("suite", event.suite);
  record.text("name", event.name);
  record.text("type_param", event.type_param);
  record.text("value_param", event.value_param);
  record.text("file", event.file);
  record.number("line", event.line);
  append_list(record, "tags", event.tags);
  record.end();
}

void format(const Line& line, const TestDescribed& event) {
  RecordText record = begin(line, "test_described");
  record.known_number("test", event.id);
  record.text("type_param", event.type_param);
  record.text("value_param", event.value_param);
  record.text("file", event.file);
  record.number("line", event.line);
  record.end();
}

void format(const Line& line, const TestDisabled& event) {
  RecordText record = begin(line, "test_disabled");
  record.text("suite", event.suite);
  record.text("name", event.name);
  record.text("file", event.file);
  record.number("line", event.line);
  record.end();
}

void format(const Line& line, const FailureReported& event) {
  RecordText record = begin(line, "failure");
  append_place(record, event);
  if (event.kind != FailureKind::assertion) {
    record.text("kind", word_of(k_failure_kinds, event.kind));
  }
  record.text("file", event.file);
  record.number("line", event.line);
  record.text("text", event.text);
  record.end();
}

void format(const Line& line, const SkipReported& event) {
  RecordText record = begin(line, "skip");
  append_place(record, event);
  record.text("file", event.file);
  record.number("line", event.line);
  record.text("text", event.text);
  record.end();
}

void format(const Line& line, const PartEnded& event) {
  RecordText record = begin(line, "part_ended");
  record.known_number("test", event.test);
  append_list(record, "path", event.path);
  record.text("status", to_string(event.status));
  record.duration("duration", event.duration);
  record.end();
}

void format(const Line& line, const FatalSignal& event) {
  RecordText record = begin(line, "fatal_signal");
  record.number("test", event.test);
  record.known_number("signal", event.signal);
  record.end();
}

void format(const Line& line, const TestEnded& event) {
  RecordText record = begin(line, "test_ended");
  record.known_number("test", event.id);
  record.text("status", to_string(event.status));
  record.duration("duration", event.duration);
  record.flag("retried", event.retried);
  record.end();
}

void format(const Line& line, const SuiteEnded& event) {
  RecordText record = begin(line, "suite_ended");
  record.text("suite", event.suite);
  record.duration("duration", event.duration);
  record.end();
}

void format(const Line& line, const MetricReported& event) {
  RecordText record = begin(line, "metric");
  record.number("test", event.test);
  record.text("name", event.name);
  record.real("value", event.value);
  record.end();
}

void format(const Line& line, const ParamReported& event) {
  RecordText record = begin(line, "param");
  record.number("test", event.test);
  record.text("name", event.name);
  record.text("value", event.value);
  record.end();
}

void format(const Line& line, const AttachmentReported& event) {
  RecordText record = begin(line, "attachment");
  record.number("test", event.test);
  record.text("name", event.name);
  record.text("path", event.path);
  record.end();
}

void format(const Line& line, const NoteReported& event) {
  RecordText record = begin(line, "note");
  record.number("test", event.test);
  record.text("text", event.text);
  record.end();
}

void format(const Line& line, const SpanEnded& event) {
  RecordText record = begin(line, "span");
  record.number("test", event.test);
  record.text("name", event.name);
  record.duration("start", event.start);
  record.duration("duration", event.duration);
  record.end();
}

void format(const Line& line, const ProgramEnded& event) {
  RecordText record = begin(line, "program_ended");
  record.field("passed");
  record.append(event.passed ? "true" : "false");
  record.number("lost_records", event.lost_records);
  record.end();
}

void format(const Line& line, const ProcessExited& event) {
  RecordText record = begin(line, "process_exited");
  record.number("test", event.test);
  record.text("process", event.process);
  record.number("pid", event.pid);
  append_optional(record, "exit_code", event.exit_code);
  append_optional(record, "signal", event.signal);
  record.flag("timed_out", event.timed_out);
  record.duration("user_time", event.user_time);
  record.duration("system_time", event.system_time);
  record.number("max_resident_bytes", event.max_resident_bytes);
  record.end();
}

std::size_t format_plan(const Line& line, const TestsPlanned& event, std::size_t first,
                        std::size_t max_bytes) {
  const std::size_t begin_of_line = line.out.size();
  RecordText record = begin(line, "tests_planned");
  record.field("tests");
  record.append("[[");
  std::size_t i = first;
  do {
    const TestName& test = event.tests[i];
    const bool is_new_suite = i == first || test.suite != event.tests[i - 1].suite;
    if (is_new_suite) {
      record.append(i == first ? "" : "]],[");
      record.append_element(test.suite);
      record.append(",[");
    } else {
      record.append(",");
    }
    record.append_element(test.name);
    ++i;
  } while (i < event.tests.size() && line.out.size() - begin_of_line < max_bytes);
  record.append("]]]");
  record.end();
  return i;
}

}  // namespace testtracker::journal
