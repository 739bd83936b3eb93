#pragma once

// Writes one journal: a file of JSON lines, one record per write(2). Specified in
// docs/journal_format.md. Depends on the C++ standard library and POSIX only, starts no thread,
// never throws and never prints: it runs inside other people's tests.

#include <testtracker/event.hpp>
#include <testtracker/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace testtracker {

struct JournalWriterOptions {
  /// Longer texts are cut, with a mark saying how many bytes are missing. Bytes, at least 64.
  std::size_t max_text_bytes = 64 * 1024;
};

/// Where a program was when a signal killed it, as a failure of `test`. Views, so that a signal
/// handler can make one.
struct FatalPlace {
  TestId test = 0;
  std::string_view file;
  std::int32_t line = 0;
  std::string_view text;
};

/// The only writer of its file, for the life of the process. All members may be called from any
/// thread. In a forked child (another pid than the creator's) every call is a no-op.
/// A failed append is counted (`lost_records`) and otherwise forgotten: it never changes the
/// outcome of a test. The destructor closes the file and writes nothing.
class JournalWriter {
 public:
  /// Creates `path` (mode 0600, O_EXCL|O_APPEND|O_CLOEXEC), takes its flock for life and writes
  /// `first`. Errors: `io` when the file cannot be created, locked or written.
  static Result<JournalWriter> create(const std::string& path, const ProgramStarted& first,
                                      JournalWriterOptions options = {});

  JournalWriter(JournalWriter&&) noexcept;
  JournalWriter& operator=(JournalWriter&&) noexcept;
  ~JournalWriter();

  void append(const TestsPlanned& event) noexcept;
  void append(const IterationStarted& event) noexcept;
  void append(const TestStarted& event) noexcept;
  void append(const TestDescribed& event) noexcept;
  void append(const TestDisabled& event) noexcept;
  void append(const FailureReported& event) noexcept;
  void append(const SkipReported& event) noexcept;
  void append(const PartEnded& event) noexcept;
  void append(const TestEnded& event) noexcept;
  void append(const SuiteEnded& event) noexcept;
  void append(const MetricReported& event) noexcept;
  void append(const ParamReported& event) noexcept;
  void append(const AttachmentReported& event) noexcept;
  void append(const NoteReported& event) noexcept;
  void append(const SpanEnded& event) noexcept;
  void append(const ProgramEnded& event) noexcept;
  void append(const ProcessExited& event) noexcept;

  /// For a signal handler: async-signal-safe (signal-safety(7)), takes no lock, allocates nothing
  /// and needs about 5 KiB of stack. The record is written even if it interrupts another one.
  void append_in_signal_handler(const FatalSignal& event) noexcept;
  /// The same for the place that the program had reached; longer texts are cut.
  void append_in_signal_handler(const FatalPlace& place) noexcept;

  /// From now on every record carries `offset` instead of the time that passed: for whoever writes
  /// down what happened elsewhere.
  void set_time(std::chrono::nanoseconds offset) noexcept;
  /// Steady time since `first` was written: the offset that the next record would carry.
  [[nodiscard]] std::chrono::nanoseconds now() const noexcept;
  /// Records that could not be written so far, and the errno of the last such failure (0 = none).
  [[nodiscard]] std::uint64_t lost_records() const noexcept;
  [[nodiscard]] int last_errno() const noexcept;

 private:
  struct State;
  explicit JournalWriter(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace testtracker
