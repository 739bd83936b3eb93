#pragma once

// The session and the journal (kind `deployment`) of one change of an environment: each step is a
// test of the suite `step`, the notebooks it runs are tests beside them. Specified in
// docs/deployment.md, "In MLflow".

#include "cli/delivery/delivery_wait.hpp"
#include "cli/notebook/notebook_records.hpp"
#include "settings/settings.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/journal_writer.hpp>
#include <testtracker/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// What a change is about, as far as it is known before it begins.
struct DeploymentFacts {
  std::string verb;  ///< `deploy`, `promote`, `rollback`
  std::string environment;
  std::string repository;  ///< empty: not checked out
  std::string reference;
  std::string githash;  ///< may be empty
  /// Whether a server may be started for it, and the run is waited for at its begin.
  bool needs_run = false;
};

/// Not thread-safe.
class DeploymentJournal {
 public:
  /// A session of its own, whatever session the environment names. Errors: `io`, `not_found` (no
  /// spool).
  static Result<DeploymentJournal> create(const DeploymentFacts& facts,
                                          const std::vector<std::string>& steps,
                                          const settings::Settings& settings);

  /// Starts the uploader and waits until it has the run: its id. Errors: `unreachable` with the
  /// uploader's own words when it cannot have one, or not within `patience`.
  Result<std::string> await_run(std::chrono::milliseconds patience,
                                const std::function<bool()>& is_cancelled);

  /// The commit became known: for name and tags of the run, and all that is made of the session
  /// later. Errors: `io`.
  Result<void> set_commit(const std::string& githash);

  void begin_step(const std::string& name);
  /// Of the step that was begun last.
  void end_step(Status status, const std::string& why, std::chrono::nanoseconds duration);
  /// Empty texts are left out.
  void param(const std::string& name, const std::string& text);
  void attach(const std::string& name, const std::string& text);
  [[nodiscard]] NotebookRecords records(const std::vector<ListedNotebook>& list) const;
  /// After the last of them ended.
  void take_ids(const NotebookRecords& records) { last_id_ = records.last_id(); }
  [[nodiscard]] JournalWriter& journal() noexcept { return journal_; }

  void finish(bool passed, bool was_stopped);

  /// Variables by which programs that notebooks start find the session.
  [[nodiscard]] std::vector<std::pair<std::string, std::optional<std::string>>> environment() const;
  [[nodiscard]] const spool::SessionFolder& folder() const noexcept { return folder_; }
  [[nodiscard]] const Uploader& uploader() const noexcept { return uploader_; }
  [[nodiscard]] const std::string& log_path() const noexcept { return log_path_; }
  /// May be empty.
  [[nodiscard]] const std::string& run_url() const noexcept { return run_url_; }

 private:
  DeploymentJournal(DeploymentFacts facts, spool::SessionFolder folder, JournalWriter journal,
                    std::string process)
      : facts_(std::move(facts)),
        folder_(std::move(folder)),
        journal_(std::move(journal)),
        process_(std::move(process)) {}

  DeploymentFacts facts_;
  spool::SessionFolder folder_;
  JournalWriter journal_;
  std::string process_;
  TestId last_id_ = 0;
  TestId step_ = 0;
  int attachments_ = 0;
  Uploader uploader_;
  std::string log_path_;
  std::string run_url_;
};

}  // namespace testtracker::cli
