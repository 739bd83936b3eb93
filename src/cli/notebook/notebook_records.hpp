#pragma once

// How notebooks become tests of a journal: used by `testtracker notebook test` and by deployments,
// whose journals hold more than notebooks. Specified in docs/notebooks.md, "What is recorded".

#include "cli/notebook/notebook_list.hpp"
#include "notebook/engine.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/journal_writer.hpp>

#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// One list in one journal. Movable; not thread-safe.
class NotebookRecords {
 public:
  /// `list` must outlive it; `folder` is the session's. Ids of attempts follow `last_id`.
  NotebookRecords(const std::vector<ListedNotebook>& list, spool::SessionFolder folder,
                  TestId last_id)
      : list_(list), folder_(std::move(folder)), ids_(list.size(), 0), last_id_(last_id) {}

  void plan(JournalWriter& journal) const;
  void start(JournalWriter& journal, std::size_t index);
  void end(JournalWriter& journal, std::size_t index, const notebook::NotebookOutcome& outcome,
           bool is_retried);
  [[nodiscard]] TestId last_id() const noexcept { return last_id_; }

 private:
  void attach(JournalWriter& journal, TestId id, const notebook::NotebookFile& file);
  static void report_failure(JournalWriter& journal, TestId id, const std::string& path,
                             const notebook::NotebookOutcome& outcome);

  const std::vector<ListedNotebook>& list_;
  spool::SessionFolder folder_;
  std::vector<TestId> ids_;  // of the last attempt of each notebook
  TestId last_id_;
  int attachments_ = 0;
};

}  // namespace testtracker::cli
