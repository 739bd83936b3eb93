#pragma once

// The half of starting a program that happens between fork and exec. Only child_process.cpp uses
// it.

#include <vector>

#include <signal.h>

namespace testtracker::process {

/// Everything the child needs, prepared before fork: afterwards only async-signal-safe calls are
/// allowed, because another thread may have held any lock (POSIX, fork()). Owns nothing.
struct ExecPlan {
  const char* program = nullptr;
  std::vector<char*> arguments;    ///< ends in nullptr
  std::vector<char*> environment;  ///< ends in nullptr
  const char* directory = nullptr;
  int streams[3] = {-1, -1, -1};  ///< becomes stdin, stdout, stderr; -1 = inherited
  bool own_group = false;
  int failure_pipe = -1;  ///< close-on-exec: its end of file says that exec succeeded
};

/// What the child writes to the pipe when it could not become the program.
struct ExecFailure {
  enum class Step : int { group, directory, stream, exec };
  Step step = Step::exec;
  int error_number = 0;
};

/// Runs in the forked child, with all signals blocked; `signal_mask` is the parent's former one.
[[noreturn]] void exec_child(const ExecPlan& plan, const sigset_t& signal_mask);

}  // namespace testtracker::process
