#pragma once

// Starts a program that outlives this one and leaves no trace in it: the uploader, the local
// MLflow. Depends on POSIX only, because test processes use it too.

#include <testtracker/result.hpp>

#include <string>
#include <vector>

#include <sys/types.h>

namespace testtracker {

/// All of it is given: nothing is looked up or inherited but the user and the limits.
struct DetachedCommand {
  std::string program;                   ///< path
  std::vector<std::string> arguments;    ///< argv, with argv[0]
  std::vector<std::string> environment;  ///< `NAME=value`
  std::string directory;                 ///< empty = the caller's
  std::string log_path;                  ///< stdout and stderr are appended; created 0600
  int nice = 0;                          ///< added to the caller's niceness
};

/// Whether to wait until the program executes, about a millisecond, to learn that it cannot.
enum class ExecCheck { none, wait };

/// Leader of its own session and group (setsid), stdin /dev/null, no inherited descriptor, default
/// signals; reaped by init (double fork), so that code of the caller may call wait(). Returns its
/// pid. Errors: `io` when no process or pipe can be made; with ExecCheck::wait also `not_found` and
/// `unsupported` when the program is missing or cannot be executed.
Result<pid_t> start_detached(const DetachedCommand& command, ExecCheck check);

}  // namespace testtracker
