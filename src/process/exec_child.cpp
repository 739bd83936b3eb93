#include "process/exec_child.hpp"

#include <cerrno>

#include <unistd.h>

namespace testtracker::process {
namespace {

[[noreturn]] void fail(const ExecPlan& plan, ExecFailure::Step step) {
  const ExecFailure failure{step, errno};
  // Smaller than PIPE_BUF, hence whole or not at all (POSIX, write()); nothing else can be done.
  if (::write(plan.failure_pipe, &failure, sizeof failure) < 0) {
    ::_exit(126);
  }
  ::_exit(127);
}

// A handler of the parent's must not run in the child: everything caught becomes the default, what
// is ignored stays ignored (nohup).
void reset_handlers() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) {
      action = {};
      action.sa_handler = SIG_DFL;
      ::sigaction(number, &action, nullptr);
    }
  }
}

}  // namespace

void exec_child(const ExecPlan& plan, const sigset_t& signal_mask) {
  if (plan.own_group && ::setpgid(0, 0) != 0) {
    fail(plan, ExecFailure::Step::group);
  }
  for (int stream = 0; stream < 3; ++stream) {
    if (plan.streams[stream] >= 0 && ::dup2(plan.streams[stream], stream) < 0) {
      fail(plan, ExecFailure::Step::stream);
    }
  }
  if (plan.directory != nullptr && ::chdir(plan.directory) != 0) {
    fail(plan, ExecFailure::Step::directory);
  }
  reset_handlers();
  ::sigprocmask(SIG_SETMASK, &signal_mask, nullptr);
  ::execve(plan.program, plan.arguments.data(), plan.environment.data());
  fail(plan, ExecFailure::Step::exec);
}

}  // namespace testtracker::process
