#pragma once

// Runs a list of notebooks with one engine: so many at once, retries, an end on request. Knows
// neither journals nor terminals; `testtracker notebook` passes on what it reports.

#include "notebook/engine.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace testtracker::notebook {

/// One notebook of the list.
struct PlannedNotebook {
  NotebookTask task;
  int retries = 0;  ///< further attempts when it ended badly
};

struct SupervisorOptions {
  std::size_t parallel = 1;
  bool fail_fast = false;  ///< what has not begun when one ended badly is not run
};

/// What is told, in the thread that called `run`. `index` is the place in the list.
struct SupervisorHooks {
  std::function<void(std::size_t index)> on_start;
  std::function<void(std::size_t index, const NotebookEvent&)> on_progress;
  /// Exactly one call per start. `is_retried`: another attempt follows.
  std::function<void(std::size_t index, const NotebookOutcome&, bool is_retried)> on_end;
  std::function<void()> on_tick;  ///< about ten times a second
  /// Once true, everything that runs is cancelled and nothing more begins.
  std::function<bool()> is_cancelled;
};

/// One list. Not thread-safe.
class Supervisor {
 public:
  /// All must outlive it. Each attempt gets the task's token with its number behind it.
  Supervisor(NotebookEngine& engine, const std::vector<PlannedNotebook>& tasks,
             const SupervisorOptions& options, const SupervisorHooks& hooks)
      : engine_(engine), tasks_(tasks), options_(options), hooks_(hooks) {}

  /// Returns when nothing runs any more.
  void run();

 private:
  void begin_some();
  void begin(std::size_t index);
  void take(const NotebookEvent& event);
  void end(std::size_t index, const NotebookOutcome& outcome);

  NotebookEngine& engine_;
  const std::vector<PlannedNotebook>& tasks_;
  const SupervisorOptions& options_;
  const SupervisorHooks& hooks_;
  std::deque<std::size_t> waiting_;
  std::map<RunId, std::size_t> running_;
  std::map<std::size_t, int> attempts_;
  bool is_stopped_ = false;
};

}  // namespace testtracker::notebook
