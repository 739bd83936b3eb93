#pragma once

// Writes what reports say into the journals of a session's folder, one for each program of each
// report. Times are those of the report: a test begins where the one before it ended.

#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"
#include "sources/reports/test_tally.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/journal_writer.hpp>
#include <testtracker/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::sources {

/// Life cycle: per report `begin_report`, the reader's calls, `end_report`.
class JournalSink final : public ReportSink {
 public:
  /// Journals are named `<prefix>-1`, `<prefix>-2` … `is_secret(name, value)` keeps a param out.
  JournalSink(spool::SessionFolder folder, std::string prefix,
              std::function<bool(std::string_view, std::string_view)> is_secret)
      : folder_(std::move(folder)), prefix_(std::move(prefix)), is_secret_(std::move(is_secret)) {}

  void begin_report(const ReportOrigin& origin);
  /// `problem`: why the report could not be read to its end; that is a failure of its program, so
  /// that a session with lost results is never green. Errors: `io` when something could not be
  /// written.
  Result<void> end_report(const std::optional<std::string>& problem);

  void program(const ReportedProgram& program) override;
  void test(ReportedTest& test) override;
  void failure(const FailureReported& failure) override;
  void param(const ParamReported& param) override;
  void note(const NoteReported& note) override;

  /// A name for a journal that comes whole.
  std::string next_process();
  /// Ids of the journals that were written, in their order.
  [[nodiscard]] const std::vector<std::string>& processes() const noexcept { return processes_; }
  [[nodiscard]] TestTally& tally() noexcept { return tally_; }
  /// Results that the report at hand had so far.
  [[nodiscard]] std::uint64_t results() const noexcept { return results_; }

 private:
  [[nodiscard]] ProgramStarted first_record() const;
  void write_attempt(ReportedTest& test, ReportedAttempt& attempt, bool is_retried);
  void write_extras(ReportedTest& test);
  void close_journal(bool is_whole);

  spool::SessionFolder folder_;
  std::string prefix_;
  std::function<bool(std::string_view, std::string_view)> is_secret_;
  ReportOrigin origin_;
  std::optional<JournalWriter> journal_;
  std::string program_name_;
  std::vector<std::string> processes_;
  std::uint64_t results_ = 0;
  TestId last_id_ = 0;
  std::chrono::nanoseconds clock_{};
  bool passed_ = true;
  std::optional<Error> error_;
  TestTally tally_;
};

}  // namespace testtracker::sources
