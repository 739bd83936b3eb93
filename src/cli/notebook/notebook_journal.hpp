#pragma once

// The session and the journal (kind `notebook`) of one `testtracker notebook test`: each notebook
// is a test in it. Specified in docs/notebooks.md, "What is recorded".

#include "cli/delivery/delivery_wait.hpp"
#include "cli/notebook/notebook_list.hpp"
#include "cli/notebook/notebook_records.hpp"
#include "notebook/engine.hpp"
#include "recorder/session_choice.hpp"

#include <testtracker/journal_writer.hpp>
#include <testtracker/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// Life cycle: create → `follow` (or `discard`) → per attempt `start`, `end` → `finish`. Not
/// thread-safe.
class NotebookJournal {
 public:
  /// Joins the session of the environment, else creates one. `list` must
  /// outlive it. Errors: as recorder::choose_session and JournalWriter::create.
  static Result<NotebookJournal> create(const std::vector<ListedNotebook>& list);

  /// Variables by which programs that notebooks start find the session; they are nested in it.
  [[nodiscard]] std::vector<std::pair<std::string, std::optional<std::string>>> environment() const;

  /// Starts the uploader of a new session.
  void follow();
  /// Nothing will be run: takes the journal, and a session made for it, away.
  void discard();
  void start(std::size_t index) { records_.start(journal_, index); }
  void end(std::size_t index, const notebook::NotebookOutcome& outcome, bool is_retried) {
    records_.end(journal_, index, outcome, is_retried);
  }
  /// What never started is `not_run`. `was_stopped`: somebody asked us to end early.
  void finish(bool passed, bool was_stopped);

  /// A session of ours alone: somebody waits for its delivery and tells about it.
  [[nodiscard]] bool is_own() const noexcept {
    return session_.origin == recorder::SessionOrigin::own;
  }
  [[nodiscard]] const spool::SessionFolder& folder() const noexcept { return session_.folder; }
  [[nodiscard]] const Uploader& uploader() const noexcept { return uploader_; }
  [[nodiscard]] const std::string& log_path() const noexcept { return log_path_; }

 private:
  NotebookJournal(recorder::SessionChoice session, JournalWriter journal, std::string process,
                  const std::vector<ListedNotebook>& list)
      : session_(std::move(session)),
        journal_(std::move(journal)),
        process_(std::move(process)),
        records_(list, session_.folder, 0) {}

  recorder::SessionChoice session_;
  JournalWriter journal_;
  std::string process_;
  NotebookRecords records_;
  Uploader uploader_;
  std::string log_path_;
};

}  // namespace testtracker::cli
