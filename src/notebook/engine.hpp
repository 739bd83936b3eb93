#pragma once

// What runs a notebook and tells how it ended: local kernels (src/notebook) or Databricks jobs
// (src/databricks) behind one interface. Used by the supervisor of `testtracker notebook`, which
// drives any number of notebooks from one thread. Specified in docs/notebooks.md.
//
// Life cycle of one notebook: `start` → any number of events from `poll` → exactly one outcome,
// also after `cancel`. The engine enforces the time-out itself.

#include <testtracker/result.hpp>
#include <testtracker/status.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::notebook {

/// One notebook to run, once.
struct NotebookTask {
  std::string path;  ///< as the user gave it: a file here, or a path in the workspace
  /// Name → text, in the user's order; no name twice.
  std::vector<std::pair<std::string, std::string>> parameters;
  /// From `start` on, everything included: queueing, kernel or cluster, all cells.
  std::chrono::nanoseconds timeout = std::chrono::seconds(120);
  /// Name → text; a job gets them as far as there is a place for them.
  std::vector<std::pair<std::string, std::string>> tags;
  /// Of a script of a workspace: the program there that runs it, and variables that it gets. An
  /// engine that sees the file itself needs neither.
  std::string script_runner;
  std::vector<std::pair<std::string, std::string>> script_variables;
  /// The same for every try at this attempt: an engine that can must not run it twice.
  std::string idempotency_token;
};

/// What was raised. Empty `name`: nothing was.
struct NotebookException {
  std::string name;       ///< `ZeroDivisionError`
  std::string text;       ///< `division by zero`
  std::string traceback;  ///< without ANSI sequences
};

/// A file that belongs to the result, kept as an attachment of the test.
struct NotebookFile {
  std::string name;  ///< as it shall be shown
  std::string path;  ///< absolute; it must stay until the engine is destroyed
};

/// How one run of a notebook ended.
struct NotebookOutcome {
  /// passed, failed, skipped (`reason` says why), crashed (the kernel or cluster died), timed_out,
  /// not_run (cancelled before it began).
  Status status = Status::failed;
  bool was_cancelled = false;        ///< by `cancel`; `status` is then failed or not_run
  std::optional<std::string> value;  ///< what it returned, if it returned something
  bool is_value_truncated = false;
  NotebookException exception;
  std::int32_t cell = 0;         ///< in which it ended, from 1; 0 = unknown, or it ran through
  std::int32_t source_line = 0;  ///< of that cell, from 1; 0 = unknown
  /// One sentence: why it was skipped, how it died, what is missing. Empty when `exception` says
  /// it.
  std::string reason;
  std::chrono::nanoseconds duration{};  ///< of the notebook itself, without waiting for a kernel
  std::string output;                   ///< the end of what it printed, bounded
  std::string url;                      ///< the page of the run, empty = none
  std::vector<NotebookFile> files;
  std::vector<std::string> warnings;           ///< sentences
  std::vector<std::string> unread_parameters;  ///< names that occur nowhere in the notebook
};

/// Number of a run within one engine, never used twice.
using RunId = std::uint64_t;

/// Something that happened to a run.
struct NotebookEvent {
  RunId run = 0;
  std::string state;       ///< a word for people: `starting`, `running`, `pending`; may be empty
  std::int32_t cell = 0;   ///< being executed, from 1; 0 = unknown
  std::int32_t cells = 0;  ///< of the notebook; 0 = unknown
  std::string url;         ///< as soon as it is known
  std::optional<NotebookOutcome> outcome;  ///< the run has ended; no more events of it
};

/// Not thread-safe: all calls come from one thread, which must live as long as the engine. No call
/// but `poll` may take longer than one request or the start of one process. The destructor ends
/// what still runs and leaves nothing behind.
class NotebookEngine {
 public:
  virtual ~NotebookEngine() = default;

  /// Begins to run it. Errors are about this notebook alone (missing, unreadable, refused), in one
  /// sentence; the caller records them as its failure and goes on.
  virtual Result<RunId> start(const NotebookTask& task) = 0;

  /// Waits until something happens to any run, `deadline` has come or a signal was caught, and
  /// returns what happened, in order; nothing may have. Without a run it returns at once.
  virtual std::vector<NotebookEvent> poll(std::chrono::steady_clock::time_point deadline) = 0;

  /// Asks to end a run soon; its outcome comes by `poll` when it has really ended. Unknown and
  /// ended runs are ignored.
  virtual void cancel(RunId run) = 0;
};

}  // namespace testtracker::notebook
