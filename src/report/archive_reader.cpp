#include "journal/format_words.hpp"
#include "report/archive.hpp"
#include "report/archive_words.hpp"
#include "report/gzip.hpp"
#include "report/json_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace testtracker::report {
namespace {

using session::Attempt;
using session::Counts;
using session::ProcessResult;
using session::TestResult;

Error damage(std::size_t line, std::string_view why) {
  return {ErrorCode::bad_format, fmt::format("read session archive, line {}: {}", line, why)};
}

Counts counts_of(const Json& object, const char* name) {
  Counts counts;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_object()) {
    return counts;
  }
  const auto read = [&](const char* field) { return integer_of<std::uint64_t>(*found, field); };
  counts.total = read("total");
  counts.passed = read("passed");
  counts.failed = read("failed");
  counts.skipped = read("skipped");
  counts.flaky = read("flaky");
  counts.crashed = read("crashed");
  counts.disabled = read("disabled");
  counts.not_run = read("not_run");
  counts.expected_failures = read("expected_failures");
  counts.timed_out = read("timed_out");
  return counts;
}

context::RunContext context_of(const Json& object) {
  context::RunContext context;
  context.commit = text_of(object, "commit");
  context.branch = text_of(object, "branch");
  context.dirty = flag_of(object, "dirty");
  context.repository = text_of(object, "repository");
  context.project = text_of(object, "project");
  context.build = known_integer_of<std::int64_t>(object, "build");
  context.ci_name = text_of(object, "ci_name");
  context.ci_url = text_of(object, "ci_url");
  context.host = text_of(object, "host");
  context.user = text_of(object, "user");
  context.os = text_of(object, "os");
  context.platform = text_of(object, "platform");
  context.compiler = text_of(object, "compiler");
  context.build_type = text_of(object, "build_type");
  context.suite = text_of(object, "suite");
  context.command = text_of(object, "command");
  context.tags = pairs_of(object, "tags");
  return context;
}

template <typename Reports>
void read_reports(const Json& object, Reports& reports) {
  for (const Json& metric : list_of(object, "metrics")) {
    reports.metrics.push_back(
        {text_of(metric, "name"), real_of(metric, "value"), time_of(metric, "time")});
  }
  for (const Json& param : list_of(object, "params")) {
    reports.params.push_back({text_of(param, "name"), text_of(param, "value")});
  }
  for (const Json& file : list_of(object, "attachments")) {
    reports.attachments.push_back({text_of(file, "name"), text_of(file, "path")});
  }
  reports.notes = texts_of(object, "notes");
  for (const Json& span : list_of(object, "spans")) {
    reports.spans.push_back(
        {text_of(span, "name"), time_of(span, "start"), time_of(span, "duration")});
  }
}

void read_session(const Json& line, Archive& archive) {
  auto& result = archive.result;
  result.id = text_of(line, "id");
  result.verdict = journal::enumerator<session::Verdict>(k_verdicts, text_of(line, "verdict"))
                       .value_or(session::Verdict::failed);
  result.started = time_of(line, "started");
  result.duration = time_of(line, "duration");
  result.planned = integer_of<std::uint64_t>(line, "planned");
  result.counts = counts_of(line, "counts");
  result.entry_counts = counts_of(line, "entry_counts");
  result.nested_counts = counts_of(line, "nested_counts");
  if (const auto context = line.find("context"); context != line.end() && context->is_object()) {
    archive.context = context_of(*context);
  }
  read_reports(line, result);
}

ProgramStarted program_of(const Json& line) {
  ProgramStarted start;
  start.process = text_of(line, "process");
  start.parent_process = text_of(line, "parent_process");
  start.nested = flag_of(line, "nested");
  start.kind = text_of(line, "kind");
  start.pid = integer_of<std::int64_t>(line, "pid");
  start.parent_pid = integer_of<std::int64_t>(line, "parent_pid");
  start.start_ticks = integer_of<std::uint64_t>(line, "start_ticks");
  start.boot_id = text_of(line, "boot_id");
  start.pid_namespace = text_of(line, "pid_namespace");
  start.host = text_of(line, "host");
  start.user = text_of(line, "user");
  start.program = text_of(line, "program");
  start.executable = text_of(line, "executable");
  start.arguments = texts_of(line, "arguments");
  start.working_directory = text_of(line, "working_directory");
  start.wall_time = time_of(line, "wall_time");
  start.framework = text_of(line, "framework");
  start.framework_version = text_of(line, "framework_version");
  start.compiler = text_of(line, "compiler");
  start.build_type = text_of(line, "build_type");
  start.shard_index = known_integer_of<std::int32_t>(line, "shard_index");
  start.shard_total = known_integer_of<std::int32_t>(line, "shard_total");
  start.environment = pairs_of(line, "environment");
  return start;
}

ProcessResult process_of(const Json& line) {
  ProcessResult process;
  process.start = program_of(line);
  process.identity = text_of(line, "identity");
  process.state =
      journal::enumerator<session::ProcessState>(k_process_states, text_of(line, "state"))
          .value_or(session::ProcessState::died);
  process.passed = flag_of(line, "passed");
  process.exit_code = known_integer_of<std::int32_t>(line, "exit_code");
  process.signal = known_integer_of<std::int32_t>(line, "signal");
  process.timed_out = flag_of(line, "timed_out");
  process.duration = time_of(line, "duration");
  process.max_resident_bytes = integer_of<std::uint64_t>(line, "max_resident_bytes");
  process.lost_records = integer_of<std::uint64_t>(line, "lost_records");
  process.damaged_lines = integer_of<std::uint64_t>(line, "damaged_lines");
  process.excused_failures = integer_of<std::uint64_t>(line, "excused_failures");
  return process;
}

/// A status word of a newer version counts as failed: nothing may turn green by not being known.
Status status_of(const Json& object) {
  return parse_status(text_of(object, "status")).value_or(Status::failed);
}

session::Failure failure_of(const Json& object) {
  session::Failure failure;
  failure.phase =
      journal::enumerator<Phase>(journal::k_phases, text_of(object, "phase")).value_or(Phase::test);
  failure.kind = journal::enumerator<FailureKind>(journal::k_failure_kinds, text_of(object, "kind"))
                     .value_or(FailureKind::assertion);
  failure.file = text_of(object, "file");
  failure.line = integer_of<std::int32_t>(object, "line");
  failure.text = text_of(object, "text");
  return failure;
}

Attempt attempt_of(const Json& object) {
  Attempt attempt;
  attempt.process = integer_of<std::size_t>(object, "process");
  attempt.iteration = integer_of<std::int32_t>(object, "iteration");
  attempt.status = status_of(object);
  attempt.finished = !flag_of(object, "running");
  attempt.started = time_of(object, "started");
  attempt.duration = time_of(object, "duration");
  attempt.signal = known_integer_of<std::int32_t>(object, "signal");
  attempt.exit_code = known_integer_of<std::int32_t>(object, "exit_code");
  attempt.max_resident_bytes = integer_of<std::uint64_t>(object, "max_resident_bytes");
  for (const Json& failure : list_of(object, "failures")) {
    attempt.failures.push_back(failure_of(failure));
  }
  attempt.skip_reason = text_of(object, "skip_reason");
  for (const Json& part : list_of(object, "parts")) {
    attempt.parts.push_back({texts_of(part, "path"), status_of(part), time_of(part, "duration")});
  }
  return attempt;
}

TestResult test_of(const Json& line) {
  TestResult test;
  test.identity = {text_of(line, "program"), text_of(line, "suite"), text_of(line, "name")};
  test.type_param = text_of(line, "type_param");
  test.value_param = text_of(line, "value_param");
  test.tags = texts_of(line, "tags");
  test.file = text_of(line, "file");
  test.line = integer_of<std::int32_t>(line, "line");
  test.status = status_of(line);
  test.flaky = flag_of(line, "flaky");
  test.nested = flag_of(line, "nested");
  test.outside_tests = flag_of(line, "outside_tests");
  test.is_entry = flag_of(line, "is_entry");
  test.has_cases = flag_of(line, "has_cases");
  test.entry = text_of(line, "entry");
  test.finished = !flag_of(line, "running");
  test.duration = time_of(line, "duration");
  test.message = text_of(line, "message");
  test.exception_text = text_of(line, "exception_text");
  for (const Json& attempt : list_of(line, "attempts")) {
    test.attempts.push_back(attempt_of(attempt));
  }
  read_reports(line, test);
  return test;
}

int major_version_of(const std::string& version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

/// Takes the archive's lines one by one, from pieces of any size.
class LineReader {
 public:
  /// False once something is wrong.
  bool take(std::string_view piece) {
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
      rest_ += piece.substr(0, end);
      piece.remove_prefix(end + 1);
      if (!take_line()) {
        return false;
      }
      rest_.clear();
    }
    rest_ += piece;
    return true;
  }

  Result<Archive> finish() {
    if (!rest_.empty() && !error_) {
      take_line();
    }
    if (error_) {
      return *error_;
    }
    if (line_ == 0) {
      return damage(1, "there is none");
    }
    if (archive_.result.tests.size() != expected_tests_ ||
        archive_.result.processes.size() != expected_processes_) {
      return damage(line_, "the archive ends early");
    }
    if (!processes_exist()) {
      return damage(line_, "an attempt belongs to a process that is not in the archive");
    }
    return std::move(archive_);
  }

 private:
  [[nodiscard]] bool processes_exist() const {
    const auto& result = archive_.result;
    return std::all_of(result.tests.begin(), result.tests.end(), [&](const TestResult& test) {
      return std::all_of(test.attempts.begin(), test.attempts.end(), [&](const Attempt& attempt) {
        return attempt.process < result.processes.size();
      });
    });
  }

  bool take_line() {
    ++line_;
    const Json line = Json::parse(rest_, nullptr, /*allow_exceptions=*/false);
    if (!line.is_object()) {
      error_ = damage(line_, "it is no JSON object");
    } else if (line_ == 1) {
      take_header(line);
    } else {
      take_record(line);
    }
    return !error_;
  }

  void take_header(const Json& line) {
    const auto version = text_of(line, "version");
    if (text_of(line, "format") != k_archive_format) {
      error_ = damage(1, "this is no session archive");
    } else if (major_version_of(version) > k_archive_major_version) {
      error_ = Error{ErrorCode::newer_format,
                     fmt::format("read session archive: its format {} is newer than {}, which this "
                                 "testtracker knows; use a newer testtracker",
                                 version, k_archive_version)};
    } else {
      read_session(line, archive_);
      expected_tests_ = integer_of<std::size_t>(line, "tests");
      expected_processes_ = integer_of<std::size_t>(line, "processes");
    }
  }

  void take_record(const Json& line) {
    const auto record = text_of(line, "record");
    if (record == "process") {
      archive_.result.processes.push_back(process_of(line));
    } else if (record == "test") {
      archive_.result.tests.push_back(test_of(line));
      archive_.keys.push_back(text_of(line, "key"));
    }
  }

  Archive archive_;
  std::string rest_;
  std::size_t line_ = 0;
  std::size_t expected_tests_ = 0;
  std::size_t expected_processes_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<Archive> read_archive(std::string_view bytes) {
  LineReader reader;
  if (!is_gzip(bytes)) {
    reader.take(bytes);
    return reader.finish();
  }
  const auto done = gunzip(bytes, [&](std::string_view piece) { return reader.take(piece); });
  if (!done) {
    return Error{done.error().code, "read session archive: " + done.error().message};
  }
  return reader.finish();
}

}  // namespace testtracker::report
