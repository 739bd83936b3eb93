#pragma once

// The session around a program that testtracker runs: its folder, the runner's own journal, its
// uploader. Used by `run`.

#include "base/process.hpp"
#include "cli/delivery/delivery_wait.hpp"
#include "cli/run/program_reports.hpp"
#include "process/command.hpp"
#include "recorder/session_choice.hpp"
#include "sources/programs/observed_program.hpp"
#include "sources/programs/program_kind.hpp"

#include <testtracker/event.hpp>
#include <testtracker/journal_writer.hpp>
#include <testtracker/result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// Life cycle: create → start the child with `environment` → `child_started` → `child_ended`; or
/// `discard` when the child did not start.
class TrackedRun {
 public:
  /// Joins the session of the environment or of an ancestor ctest, else creates one. `command`:
  /// argv of the program that will run. Errors: as recorder::choose_session and
  /// JournalWriter::create.
  static Result<TrackedRun> create(const std::vector<std::string>& command);

  /// Variables by which the program and its children find the session.
  [[nodiscard]] std::vector<std::pair<std::string, std::optional<std::string>>> environment() const;

  /// Records the program, which has no listener, from what it tells. Does nothing when its
  /// framework tells nobody, or when `command` leaves no room to ask. Call before `environment`.
  void observe(const std::string& executable, const sources::ProgramKind& kind,
               const std::vector<std::string>& command);
  /// Results of the program, which has no listener, come from the reports that it writes. Instead
  /// of `observe`, before the program starts. `words`: as ProgramReports'.
  void expect_reports(std::vector<std::string> words) { reports_.emplace(std::move(words)); }
  /// Nothing unless `observe` was called.
  [[nodiscard]] sources::ObservedProgram* observed() const noexcept { return observed_.get(); }

  /// Starts the uploader if the session is new.
  void child_started(const ProcessStat& child);
  /// Removes a session that was created for nothing.
  void discard();
  /// Records how the child ended; a program of which nobody else recorded anything is one test.
  /// From now on the session is over as soon as nobody writes to it.
  void child_ended(const ProcessStat& child, const process::Exit& exit);

  /// A session of ours alone: somebody waits for its delivery and tells about it.
  [[nodiscard]] bool is_own() const noexcept {
    return session_.origin == recorder::SessionOrigin::own;
  }
  [[nodiscard]] const spool::SessionFolder& folder() const noexcept { return session_.folder; }
  /// Of pid 0 when none could be started.
  [[nodiscard]] const Uploader& uploader() const noexcept { return uploader_; }
  [[nodiscard]] const std::string& log_path() const noexcept { return log_path_; }

 private:
  TrackedRun(recorder::SessionChoice session, JournalWriter journal, ProgramStarted start)
      : session_(std::move(session)), journal_(std::move(journal)), start_(std::move(start)) {}

  [[nodiscard]] ProgramStarted start_of_program() const;
  void observe_catch2_v2(ProgramStarted start, const std::string& report_folder,
                         const sources::ObservedProgram::OpenJournal& open,
                         const std::vector<std::string>& command);
  [[nodiscard]] bool is_alone() const;
  [[nodiscard]] bool records_itself() const;
  std::string read_reports();
  std::string record_as_one_test(const process::Exit& exit);

  recorder::SessionChoice session_;
  JournalWriter journal_;
  ProgramStarted start_;                                                  // of our own journal
  std::shared_ptr<std::string> child_ = std::make_shared<std::string>();  // id of the program
  std::unique_ptr<sources::ObservedProgram> observed_;
  std::optional<ProgramReports> reports_;
  Uploader uploader_;
  std::string log_path_;
};

}  // namespace testtracker::cli
