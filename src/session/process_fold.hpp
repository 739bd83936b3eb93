#pragma once

// Collects what one journal says, without judging: who ran what when, and how it ended. The
// judgement needs all journals of the session and is made by SessionFold.

#include "session/progress.hpp"
#include "session/session_result.hpp"
#include "session/text_pool.hpp"

#include <testtracker/event.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::session {

/// What only few tests have. Times are offsets in the journal.
struct Extras {
  std::vector<Failure> failures;
  std::string skip_reason;
  std::optional<ProcessExited> exited;  ///< of an entry's process
  std::vector<Part> parts;
  std::vector<std::string> tags;
  std::vector<Metric> metrics;
  std::vector<Param> params;
  std::vector<Attachment> attachments;
  std::vector<std::string> notes;
  std::vector<Span> spans;
};

/// One TestStarted or TestDisabled with what followed. Texts belong to the fold's pool.
struct TestRun {
  TestId id = 0;
  const std::string* suite = nullptr;
  const std::string* name = nullptr;
  const std::string* type_param = nullptr;
  const std::string* value_param = nullptr;
  const std::string* file = nullptr;
  std::int32_t line = 0;
  std::int32_t iteration = 0;
  Status status = Status::passed;
  bool ended = false;
  bool retried = false;
  std::chrono::nanoseconds offset{};
  std::chrono::nanoseconds duration{};
  std::unique_ptr<Extras> extras;
};

/// A failure or skip that belongs to no test.
struct OutsideReport {
  Phase phase = Phase::program;
  std::string suite;
  std::int32_t iteration = 0;
  std::chrono::nanoseconds offset{};
  Failure failure;  ///< of a skip: its text is the reason
};

struct SeenExit {
  std::chrono::nanoseconds offset{};
  ProcessExited exited;
};

using PlannedTest = std::pair<const std::string*, const std::string*>;  ///< suite, name

class ProcessFold {
 public:
  ProcessFold(std::string key, TextPool& pool) : key_(std::move(key)), pool_(&pool) {}

  void add(Record record);

  /// Id of the process: the stem of its journal's name.
  [[nodiscard]] const std::string& key() const noexcept { return key_; }
  /// Empty fields when the journal lacks its first record.
  [[nodiscard]] const ProgramStarted& start() const noexcept { return start_; }
  [[nodiscard]] const std::optional<ProgramEnded>& ended() const noexcept { return ended_; }
  /// The signal that it told of just before it died.
  [[nodiscard]] std::optional<std::int32_t> fatal_signal() const noexcept { return fatal_signal_; }
  [[nodiscard]] std::chrono::nanoseconds last_offset() const noexcept { return last_offset_; }
  /// In the order of their ids; disabled tests where they were reported.
  [[nodiscard]] const std::vector<TestRun>& runs() const noexcept { return runs_; }
  /// Tests announced and neither started nor reported as disabled.
  [[nodiscard]] std::vector<PlannedTest> never_started() const;
  [[nodiscard]] const std::vector<OutsideReport>& failures() const noexcept { return failures_; }
  [[nodiscard]] const std::vector<OutsideReport>& skips() const noexcept { return skips_; }
  [[nodiscard]] const std::vector<SeenExit>& exits() const noexcept { return exits_; }
  [[nodiscard]] Progress progress() const noexcept;
  /// What was reported outside of any test; its failures and skip reason are not used.
  [[nodiscard]] const Extras& own() const noexcept { return own_; }

 private:
  void apply(ProgramStarted& event);
  void apply(TestsPlanned& event);
  void apply(IterationStarted& event);
  void apply(TestStarted& event);
  void apply(TestDescribed& event);
  void apply(TestDisabled& event);
  void apply(FailureReported& event);
  void apply(SkipReported& event);
  void apply(PartEnded& event);
  void apply(FatalSignal& event);
  void apply(TestEnded& event);
  void apply(MetricReported& event);
  void apply(ParamReported& event);
  void apply(AttachmentReported& event);
  void apply(NoteReported& event);
  void apply(SpanEnded& event);
  void apply(ProgramEnded& event);
  void apply(ProcessExited& event);
  void apply(SuiteEnded& /*event*/) {}
  void apply(UnknownEvent& /*event*/) {}

  void end_run(TestRun& run, Status status);
  TestRun& append_run(TestId id, const std::string& suite, const std::string& name);
  TestRun* find_run(TestId id);
  Extras& extras_of(TestId id);
  OutsideReport outside_report(Phase phase, std::string suite);

  std::string key_;
  TextPool* pool_;
  ProgramStarted start_;
  std::optional<ProgramEnded> ended_;
  std::optional<std::int32_t> fatal_signal_;
  std::chrono::nanoseconds offset_{};  ///< of the record at hand
  std::chrono::nanoseconds last_offset_{};
  std::int32_t iteration_ = 0;
  std::uint64_t finished_runs_ = 0;
  std::uint64_t bad_runs_ = 0;
  /// Announced tests; those that start in the announced order leave at the front, so that the list
  /// is nearly always empty when it is asked for.
  std::deque<PlannedTest> planned_;
  std::vector<TestRun> runs_;
  std::vector<OutsideReport> failures_;
  std::vector<OutsideReport> skips_;
  std::vector<SeenExit> exits_;
  Extras own_;
};

}  // namespace testtracker::session
