#pragma once

// The events of a journal, as the writer takes them and the reader gives them back. What each one
// looks like on disk is specified in docs/journal_format.md; src/session folds them into results.
// All strings are bytes as the test program had them, UTF-8 or not.

#include <testtracker/status.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace testtracker {

/// One start of a test inside one process: 1, 2, 3 … in order of start. 0 = not inside a test.
using TestId = std::uint64_t;

/// First record of every journal: who writes it.
struct ProgramStarted {
  std::string process;         ///< id of this process, the stem of the journal's file name
  std::string parent_process;  ///< id of the tracked process that started it, empty if none
  bool nested = false;         ///< started by a test; does not count in the session's verdict
  std::string entry;           ///< name of the ctest entry that it belongs to, as far as known
  std::int64_t entry_pid = 0;  ///< … and of the process that ctest started for it
  std::string kind;            ///< `test_program`, `runner`, `ctest`, `notebook`, `import`
  std::int64_t pid = 0;
  std::int64_t parent_pid = 0;
  std::uint64_t start_ticks = 0;  ///< field 22 of /proc/<pid>/stat: with pid, unique in one boot
  std::string boot_id;            ///< pids mean something only within one boot …
  std::string pid_namespace;      ///< … and one pid namespace; empty = unknown
  std::string host;
  std::string user;
  std::string program;                 ///< last component of the executable's path
  std::string executable;              ///< absolute path, as far as known
  std::vector<std::string> arguments;  ///< without argv[0]
  std::string working_directory;
  std::chrono::nanoseconds wall_time{};  ///< UTC since 1970 at offset 0 of this journal
  std::string framework;                 ///< `googletest`, `catch2` …
  std::string framework_version;         ///< as far as the framework tells
  std::string compiler;                  ///< for example `GCC 12.2.0`
  std::string build_type;                ///< for example `Release`
  std::optional<std::int32_t> shard_index;
  std::optional<std::int32_t> shard_total;
  std::vector<std::pair<std::string, std::string>> environment;  ///< chosen ones, never secrets
};

struct TestName {
  std::string suite;
  std::string name;
};

/// Tests that will run, in order, before the first of them starts. May come in several pieces.
struct TestsPlanned {
  std::vector<TestName> tests;
};

/// Begin of a repetition of all tests (`--gtest_repeat`): 0, 1, 2 …
struct IterationStarted {
  std::int32_t iteration = 0;
};

/// Written before the test's body runs.
struct TestStarted {
  TestId id = 0;
  std::string suite;
  std::string name;
  std::string type_param;   ///< of a typed test, empty otherwise
  std::string value_param;  ///< of a parameterised test, as the framework prints it
  std::string file;
  std::int32_t line = 0;            ///< 0 = unknown
  std::vector<std::string> tags{};  ///< as the framework has them, without brackets
};

/// What became known of a test after its start: where a program without a listener is observed, its
/// report names the place at the end. Empty fields say nothing.
struct TestDescribed {
  TestId id = 0;
  std::string type_param;
  std::string value_param;
  std::string file;
  std::int32_t line = 0;
};

/// A test that is switched off in the source and was selected to run.
struct TestDisabled {
  std::string suite;
  std::string name;
  std::string file;
  std::int32_t line = 0;
};

/// Where in a program's life something was reported.
enum class Phase {
  test,
  suite_set_up,
  suite_tear_down,
  environment_set_up,
  environment_tear_down,
  program,  ///< none of these
};

enum class FailureKind { assertion, fatal_assertion, exception };

/// A failed assertion or an exception. With `test == 0` it happened outside any test.
struct FailureReported {
  TestId test = 0;
  Phase phase = Phase::test;
  std::string suite;  ///< for the suite phases
  FailureKind kind = FailureKind::assertion;
  std::string file;       ///< empty = unknown (every caught exception)
  std::int32_t line = 0;  ///< 0 = unknown
  std::string text;
};

/// A skip with its reason. With `test == 0` a whole suite or program was skipped.
struct SkipReported {
  TestId test = 0;
  Phase phase = Phase::test;
  std::string suite;
  std::string file;
  std::int32_t line = 0;
  std::string text;
};

/// One pass through the body of a test that has sections or generators; they do not nest.
struct PartEnded {
  TestId test = 0;
  std::vector<std::string> path;  ///< names of the sections, the outermost first
  Status status = Status::passed;
  std::chrono::nanoseconds duration{};
};

/// The process is about to die of a signal that it caught; nothing more of its tests will come.
struct FatalSignal {
  TestId test = 0;
  std::int32_t signal = 0;
};

/// As the duration of a test: nobody measured it.
inline constexpr std::chrono::nanoseconds k_unknown_duration{-1};

struct TestEnded {
  TestId id = 0;
  Status status = Status::passed;
  std::chrono::nanoseconds duration{};  ///< steady clock, from TestStarted on; negative = unknown
  bool retried = false;                 ///< tried again: a later attempt of this process decides
};

struct SuiteEnded {
  std::string suite;
  std::chrono::nanoseconds duration{};
};

/// A number that user code reported with `testtracker::metric`. NaN and infinities are allowed.
struct MetricReported {
  TestId test = 0;
  std::string name;
  double value = 0;
};

struct ParamReported {
  TestId test = 0;
  std::string name;
  std::string value;
};

/// A file that user code attached; it is copied into the session's folder at the call.
struct AttachmentReported {
  TestId test = 0;
  std::string name;  ///< as it shall be shown
  std::string path;  ///< relative to the session's folder
};

struct NoteReported {
  TestId test = 0;
  std::string text;
};

struct SpanEnded {
  TestId test = 0;
  std::string name;
  std::chrono::nanoseconds start{};  ///< offset in this journal
  std::chrono::nanoseconds duration{};
};

/// Last record of a program that ended by itself. A program may run its tests several times: each
/// run ends with one, the last counts.
struct ProgramEnded {
  bool passed = true;
  std::uint64_t lost_records = 0;  ///< appends that failed before this one
};

/// What a parent saw of a process's end (`wait4`), in the parent's own journal.
struct ProcessExited {
  TestId test = 0;  ///< in a journal of kind `ctest`: the entry that ctest started this process for
  std::string process;  ///< id if known, else empty
  std::int64_t pid = 0;
  std::optional<std::int32_t> exit_code;
  std::optional<std::int32_t> signal;
  bool timed_out = false;
  std::chrono::nanoseconds user_time{};
  std::chrono::nanoseconds system_time{};
  std::uint64_t max_resident_bytes = 0;
};

/// A kind of record that this version does not know (written by a newer minor version).
struct UnknownEvent {
  std::string kind;
};

using Event =
    std::variant<ProgramStarted, TestsPlanned, IterationStarted, TestStarted, TestDescribed,
                 TestDisabled, FailureReported, SkipReported, PartEnded, FatalSignal, TestEnded,
                 SuiteEnded, MetricReported, ParamReported, AttachmentReported, NoteReported,
                 SpanEnded, ProgramEnded, ProcessExited, UnknownEvent>;

/// One line of a journal.
struct Record {
  std::chrono::nanoseconds offset{};  ///< steady clock, since ProgramStarted
  Event event;
};

}  // namespace testtracker
