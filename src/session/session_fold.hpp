#pragma once

// Folds the events of any number of journals into a SessionResult. Pure: no files, no clock; the
// journals may be interleaved in any way, the outcome is the same. Used by SessionReader and tests.
//
// The rules, in short (docs/sessions.md tells users):
//  - A test that began and did not end in a process that is gone: `timed_out` when the parent that
//    reaped it says so, `exited` when its exit code is known or it ended in good order (exit() in a
//    test), else `crashed`, with the signal if somebody saw it.
//  - A test that was announced and never began: `skipped` when its suite or environment was, or
//    when the program ended in good order and says it passed; else `not_run`.
//  - In one process a bad attempt decides; of several processes with the test, the last to start.
//    Attempts of which some are bad and some are good make it flaky.
//  - A program that died outside of its tests, or whose exit code or own word says failure while
//    none of its tests does, fails as a result of its own, named `Program`. A later process with
//    the same command that shows no such failure is a passing attempt of it.
//  - Nested programs are folded alike, and counted apart.

#include "session/process_fold.hpp"
#include "session/progress.hpp"
#include "session/session_result.hpp"
#include "session/text_pool.hpp"

#include <testtracker/event.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace testtracker::session {

/// Whether more may come: `over` turns the verdict from `running` into a final one and declares
/// every process that has not ended dead.
enum class SessionState { open, over };

class SessionFold {
 public:
  explicit SessionFold(std::string session_id) : id_(std::move(session_id)) {}
  SessionFold(const SessionFold&) = delete;  // its parts point into its pool of texts
  SessionFold& operator=(const SessionFold&) = delete;

  /// Adds a journal without records: its process exists.
  void add_process(const std::string& process);
  /// Requires: records of one process come in the order of its journal.
  void add(const std::string& process, Record record);
  /// Nobody lives behind the journal of `process` any more.
  void process_died(const std::string& process);
  void set_damaged_lines(const std::string& process, std::uint64_t lines);

  /// What is known of `process`; adds it when it is unknown.
  [[nodiscard]] const ProcessFold& process(const std::string& process);
  [[nodiscard]] Progress progress() const;
  [[nodiscard]] SessionResult result(SessionState state = SessionState::open) const;

 private:
  struct Entry {
    ProcessFold fold;
    bool is_dead = false;
    std::uint64_t damaged_lines = 0;
  };
  Entry& entry(const std::string& process);

  std::string id_;
  TextPool pool_;
  std::map<std::string, Entry> entries_;
};

}  // namespace testtracker::session
