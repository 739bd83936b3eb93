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
  /// Basename of the executable plus its own arguments (not the framework's) if it had any: what
  /// `program_identity` says.
  std::string program;
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

/// One reported value; of several with one name the last in the list is the one that counts.
struct Metric {
  std::string name;
  double value = 0;
  WallTime time{};
};

/// One per name: the value that was reported last.
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

/// One pass through a test that has sections or generators.
struct Part {
  std::vector<std::string> path;  ///< names of the sections, the outermost first
  Status status = Status::passed;
  std::chrono::nanoseconds duration{};
};

/// One execution of a test. While it runs (`finished` false) its status means nothing.
struct Attempt {
  std::size_t process = 0;  ///< index into SessionResult::processes
  std::int32_t iteration = 0;
  Status status = Status::passed;
  bool finished = true;
  bool retried = false;  ///< its process tried again and says that this one does not decide
  WallTime started{};
  std::chrono::nanoseconds duration{};
  std::optional<std::int32_t> signal;  ///< that killed the process in it
  std::optional<std::int32_t> exit_code;
  std::vector<Failure> failures;
  std::string skip_reason;
  std::vector<Part> parts{};             ///< as they ended
  std::uint64_t max_resident_bytes = 0;  ///< of a ctest entry's processes; 0 = unknown
};

/// A test's verdict over its attempts: within one process a bad attempt that was not retried
/// decides, of several processes the last one that started. Of an entry of ctest always
/// the last one.
struct TestResult {
  TestIdentity identity;
  std::string type_param;
  std::string value_param;
  std::vector<std::string> tags{};
  std::string file;
  std::int32_t line = 0;
  Status status = Status::passed;
  bool flaky = false;
  bool nested = false;
  /// Stands for something that failed outside of any test: a suite's set-up (`SetUpTestSuite`,
  /// `TearDownTestSuite`), an environment's (`Environment::SetUp`, `Environment::TearDown`; suite =
  /// the program) or the program itself (`Program`: it died, or its exit code says failure).
  bool outside_tests = false;
  /// An entry of ctest: what ctest calls a test, a process and its verdict.
  bool is_entry = false;
  /// Of an entry: a listener recorded cases in its process which stand for it, so that it is not
  /// counted among the tests. An entry that fails although no case does stands for itself.
  bool has_cases = false;
  std::string entry{};                  ///< of a case: the entry in whose process it ran last
  bool finished = true;                 ///< false while it still runs (in a live session)
  std::chrono::nanoseconds duration{};  ///< of the deciding attempt
  /// One line for tables: `file:line text`, `SIGSEGV`, the skip's reason. At most 300 bytes, valid
  /// UTF-8, without directories and addresses, so that equal failures read alike in every run.
  std::string message;
  /// The whole text of what went wrong in the deciding attempt; empty when it passed.
  std::string exception_text;
  std::vector<Attempt> attempts;  ///< by start of their process, then by their own
  std::vector<Metric> metrics;
  std::vector<Param> params;
  std::vector<Attachment> attachments;
  std::vector<std::string> notes;
  std::vector<Span> spans;
};

enum class ProcessState { running, ended, died };

struct ProcessResult {
  ProgramStarted start;
  std::string identity;  ///< the same as TestIdentity::program
  ProcessState state = ProcessState::running;
  bool passed = true;  ///< by its own word or, when it died, false
  std::optional<std::int32_t> exit_code;
  std::optional<std::int32_t> signal;
  bool timed_out = false;
  std::chrono::nanoseconds duration{};
  std::uint64_t max_resident_bytes = 0;
  std::uint64_t lost_records = 0;
  std::uint64_t damaged_lines = 0;
  /// Failed attempts that count as expected, because the program exits with 0 all the same.
  std::uint64_t excused_failures = 0;
};

/// Over finished tests. `total` is the sum of passed, failed, skipped, disabled and
/// expected_failures; flaky tests are counted a second time, by themselves.
struct Counts {
  std::uint64_t total = 0, passed = 0, failed = 0, skipped = 0, flaky = 0, crashed = 0,
                disabled = 0, not_run = 0, expected_failures = 0, timed_out = 0;
};

/// How a session ended as a whole.
enum class Verdict { running, passed, failed, interrupted };

struct SessionResult {
  std::string id;
  WallTime started{};
  std::chrono::nanoseconds duration{};  ///< first start to last record, wall time
  Verdict verdict = Verdict::running;
  Counts counts;              ///< tests that are not nested; `failed` = every bad status (`is_bad`)
  Counts entry_counts;        ///< entries of ctest, with and without cases: ctest's own numbers
  Counts nested_counts;       ///< the same over nested programs' tests
  std::uint64_t planned = 0;  ///< tests known so far, not nested: finished, running, to come
  std::vector<ProcessResult> processes;  ///< in the order of their start
  /// In the order of their first start; tests that did not run come last.
  std::vector<TestResult> tests;
  std::vector<Metric> metrics;  ///< of no test
  std::vector<Param> params;
  std::vector<Attachment> attachments;
  std::vector<std::string> notes;
  std::vector<Span> spans;  ///< since the session's start
};

}  // namespace testtracker::session
