#pragma once

// What an adapter calls: turns the events of a test framework into a journal of the right session.
// One per process. Life cycle: `begin` once when the program starts its tests → tests → `end`.
// Before `begin`, after `end`, in a forked child and with TESTTRACKER=off everything is a no-op.
// Nothing here throws, starts a thread or changes the program's outcome. How the session is found:
// docs/sessions.md.

#include <testtracker/event.hpp>
#include <testtracker/journal_writer.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker {

/// What the adapter knows of the program. Everything else the recorder finds out by itself.
struct ProgramDescription {
  std::string framework;
  std::string framework_version;
  std::string compiler;
  std::string build_type;
  std::string uploader_program;  ///< path of `testtracker` compiled in, tried after the variable
  std::optional<std::int32_t> shard_index;
  std::optional<std::int32_t> shard_total;
};

/// All members may be called from any thread.
class Recorder {
 public:
  /// The process's recorder. Never destroyed, so that static destructors may still report.
  static Recorder& instance() noexcept;

  /// Variables that are recorded with the process, name and value (docs/sessions.md); no secrets.
  [[nodiscard]] static std::vector<std::pair<std::string, std::string>> environment();

  /// Joins or creates the session, opens the journal and starts the uploader when this process
  /// created the session. Must be called in the main program, not before `main` (a death-test
  /// child re-executes static initialisers). A call after `end` goes on in the same journal. When
  /// the program calls exit(3) before `end`, the journal is ended for it, as not passed.
  void begin(const ProgramDescription& description) noexcept;
  /// True between `begin` and `end` when a journal is open.
  [[nodiscard]] bool is_recording() const noexcept;

  void plan(std::vector<TestName> tests) noexcept;
  void iteration(std::int32_t index) noexcept;

  /// Starts a test; `event.id` is filled in. It becomes the current test until its `end_test`.
  TestId start_test(TestStarted event) noexcept;
  void end_test(TestId id, Status status) noexcept;
  [[nodiscard]] TestId current_test() const noexcept;

  /// Any other event; adapters and `tracking.hpp` use it. `test` fields are the caller's to fill.
  void report(const TestDisabled& event) noexcept;
  void report(const FailureReported& event) noexcept;
  void report(const SkipReported& event) noexcept;
  void report(const SuiteEnded& event) noexcept;
  void report(const PartEnded& event) noexcept;
  void report(const MetricReported& event) noexcept;
  void report(const ParamReported& event) noexcept;
  void report(const NoteReported& event) noexcept;
  void report(const SpanEnded& event) noexcept;
  /// Copies the file into the session's folder and reports it.
  void attach(const std::string& path, std::string name) noexcept;
  [[nodiscard]] std::chrono::nanoseconds now() const noexcept;

  /// For a framework's handler of fatal signals, in this order: the signal at once, then the place
  /// if one is known. Async-signal-safe (signal-safety(7)): no lock, no allocation, one write(2) of
  /// a line built on the stack (about 5 KiB). From the first call on nothing else is recorded: the
  /// process is expected to die, and its running test counts as crashed.
  void report_in_signal_handler(const FatalSignal& event) noexcept;
  void report_in_signal_handler(const FatalPlace& place) noexcept;

  /// Counts for the closing line, kept while recording.
  struct Summary {
    std::uint64_t passed = 0, failed = 0, skipped = 0;
    [[nodiscard]] std::uint64_t total() const noexcept { return passed + failed + skipped; }
  };

  /// Writes ProgramEnded. When this process is a session of its own, waits at most 2 s for the
  /// run's URL and prints one line on stderr; in a joined session it prints nothing, except that
  /// lost records are always told in one line.
  void end(bool passed) noexcept;

 private:
  Recorder() = default;
  static void watch_exit();
  struct State;
  State* state_ = nullptr;
};

}  // namespace testtracker
