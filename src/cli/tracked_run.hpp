#pragma once

// The session around a program that testtracker runs: its folder, the runner's own journal, its
// uploader. Used by `run`.

#include "base/process.hpp"
#include "cli/delivery_wait.hpp"
#include "process/command.hpp"
#include "recorder/session_choice.hpp"

#include <testtracker/journal_writer.hpp>
#include <testtracker/result.hpp>

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

  /// Starts the uploader if the session is new.
  void child_started();
  /// Removes a session that was created for nothing.
  void discard();
  /// Records how the child ended. From now on the session is over as soon as nobody writes to it.
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
  TrackedRun(recorder::SessionChoice session, JournalWriter journal, std::string process)
      : session_(std::move(session)), journal_(std::move(journal)), process_(std::move(process)) {}

  recorder::SessionChoice session_;
  JournalWriter journal_;
  std::string process_;  // our id
  Uploader uploader_;
  std::string log_path_;
};

}  // namespace testtracker::cli
