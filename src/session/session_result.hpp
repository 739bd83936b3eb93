#pragma once

// What became of a session: the outcome of folding its journals. Plain values; MLflow, reports and
// judging are all made from this and from nothing else.

#include <testtracker/event.hpp>
#include <testtracker/status.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::session {

using WallTime = std::chrono::nanoseconds;  ///< UTC since 1970

/// Identity of a test. Two programs of one session may hold tests of the same name.
struct TestIdentity {
  std::string program;  ///< basename of the executable, plus its own arguments if it had any
  std::string suite;
  std::string name;
  [[nodiscard]] bool operator<(const TestIdentity& other) const;
  [[nodiscard]] bool operator==(const TestIdentity& other) const;
};

struct Failure {
  Phase phase = Phase::test;
  FailureKind kind = FailureKind::assertion;
  std::string file;
  std::int32_t line = 0;
  std::string text;
};

struct Metric {
  std::string name;
  double value = 0;
  WallTime time{};
};

struct Param {
  std::string name;
  std::string value;
};

struct Attachment {
  std::string name;
  std::string path;  ///< relative to the session's folder
};

struct Span {
  std::string name;
  std::chrono::nanoseconds start{};  ///< since the start of the test (of the process without one)
  std::chrono::nanoseconds duration{};
};

/// One execution of a test.
struct Attempt {
  std::size_t process = 0;  ///< index into SessionResult::processes
  std::int32_t iteration = 0;
  Status status = Status::passed;
  WallTime started{};
  std::chrono::nanoseconds duration{};
  std::optional<std::int32_t> signal;  ///< that killed the process in it
  std::optional<std::int32_t> exit_code;
  std::vector<Failure> failures;
  std::string skip_reason;
};

/// A test's verdict over its attempts.
struct TestResult {
  TestIdentity identity;
  std::string type_param;
  std::string value_param;
  std::string file;
  std::int32_t line = 0;
  Status status = Status::passed;
  bool flaky = false;
  bool nested = false;
  bool outside_tests = false;  ///< stands for a suite's or environment's set-up, not for a test
  bool finished = true;        ///< false while it still runs (in a live session)
  std::chrono::nanoseconds duration{};
  /// One line for tables: `file:line first line of the text`, `SIGSEGV`, the skip's reason.
  std::string message;
  /// The whole text of what went wrong in the deciding attempt; empty when it passed.
  std::string exception_text;
  std::vector<Attempt> attempts;
  std::vector<Metric> metrics;
  std::vector<Param> params;
  std::vector<Attachment> attachments;
  std::vector<std::string> notes;
  std::vector<Span> spans;
};

enum class ProcessState { running, ended, died };

struct ProcessResult {
  ProgramStarted start;
  ProcessState state = ProcessState::running;
  bool passed = true;  ///< by its own word or, when it died, false
  std::optional<std::int32_t> exit_code;
  std::optional<std::int32_t> signal;
  bool timed_out = false;
  std::chrono::nanoseconds duration{};
  std::uint64_t max_resident_bytes = 0;
  std::uint64_t lost_records = 0;
  std::uint64_t damaged_lines = 0;
};

/// Over the tests that count: not nested.
struct Counts {
  std::uint64_t total = 0, passed = 0, failed = 0, skipped = 0, flaky = 0, crashed = 0,
                disabled = 0, not_run = 0, expected_failures = 0;
};

/// How a session ended as a whole.
enum class Verdict { running, passed, failed, interrupted };

struct SessionResult {
  std::string id;
  WallTime started{};
  std::chrono::nanoseconds duration{};  ///< first start to last record, wall time
  Verdict verdict = Verdict::running;
  Counts counts;         ///< `failed` includes crashed, timed out, exited and not run
  Counts nested_counts;  ///< the same over nested programs' tests
  std::uint64_t planned = 0;
  std::vector<ProcessResult> processes;
  std::vector<TestResult> tests;  ///< in the order of their first start
  std::vector<Metric> metrics;    ///< of no test
  std::vector<Param> params;
  std::vector<Attachment> attachments;
  std::vector<std::string> notes;
};

}  // namespace testtracker::session
