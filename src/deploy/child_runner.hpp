#pragma once

// Runs git and build commands for a deployment so that nothing of them outlives it: above each
// stands testtracker-reap, which kills everything below when the deployment is killed.

#include "base/unique_fd.hpp"
#include "process/command.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <string>

#include <sys/types.h>

namespace testtracker::deploy {

struct ChildHooks {
  /// Around each child, which has a process group of its own: signals that ask us to end are to be
  /// sent there meanwhile. May be empty.
  std::function<void(pid_t)> on_start;
  std::function<void()> on_end;
  /// Some times a second while a child runs. May be empty.
  std::function<void()> on_tick;
  /// Once true, no child is started, and one that ended badly was stopped. May be empty.
  std::function<bool()> is_cancelled;
};

/// Copies share the hooks' targets. Used by one thread at a time.
class ChildRunner {
 public:
  /// `reaper`: path of testtracker-reap.
  ChildRunner(std::string reaper, ChildHooks hooks)
      : reaper_(std::move(reaper)), hooks_(std::move(hooks)) {}

  /// Its standard input is empty. Errors: `busy` when it was stopped on request, else as
  /// process::run; how it ended is in the result.
  Result<process::Exit> run(process::Command command, const process::Patience& patience) const;

 private:
  UniqueFd start_timer(process::Command& command) const;

  std::string reaper_;
  ChildHooks hooks_;
};

}  // namespace testtracker::deploy
