#include "base/detached_process.hpp"

#include "base/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker {
namespace {

// The only descriptor that a detached process keeps until exec.
constexpr int k_report_fd = 3;

// What the two forked processes tell the caller, each in one write.
struct Report {
  enum class Kind : int { pid, fork_failed, exec_failed };
  Kind kind = Kind::pid;
  int value = 0;  // pid or errno
};

// Everything exec needs, prepared before fork: afterwards only async-signal-safe calls are allowed
// (POSIX, fork()), because another thread may have held any lock.
struct Plan {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  const DetachedCommand* command = nullptr;
  int report_pipe = -1;
};

void report(int pipe, Report::Kind kind, int value) {
  const Report text{kind, value};
  if (::write(pipe, &text, sizeof text) < 0) {
    return;  // the caller is gone: nobody wants to know
  }
}

void close_from(int first) {
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, first, ~0U, 0) == 0) {
    return;
  }
#endif
  const long limit = ::sysconf(_SC_OPEN_MAX);
  const int last = limit < 0 || limit > 65536 ? 65536 : static_cast<int>(limit);
  for (int fd = first; fd < last; ++fd) {
    ::close(fd);
  }
}

void reset_signals() {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; ++number) {
    ::signal(number, SIG_DFL);  // fails for SIGKILL and SIGSTOP, which is right
  }
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void redirect_streams(const Plan& plan) {
  // dup2 first: the pipe may have any number, also 0 to 2 when the caller had closed those.
  const int pipe = ::fcntl(plan.report_pipe, F_DUPFD, k_report_fd + 1);
  const int null = ::open("/dev/null", O_RDWR);
  const int log = ::open(plan.command->log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(null, 0);
  ::dup2(log >= 0 ? log : null, 1);
  ::dup2(log >= 0 ? log : null, 2);
  ::dup2(pipe, k_report_fd);
  ::fcntl(k_report_fd, F_SETFD, FD_CLOEXEC);
  close_from(k_report_fd + 1);
}

[[noreturn]] void become_program(const Plan& plan) {
  ::setsid();
  reset_signals();
  redirect_streams(plan);
  if (plan.command->nice != 0 && ::nice(plan.command->nice) == -1) {
    errno = 0;  // an ordinary priority does as well
  }
  const char* const directory = plan.command->directory.c_str();
  if (*directory == '\0' || ::chdir(directory) == 0) {
    ::execve(plan.command->program.c_str(), plan.arguments.data(), plan.environment.data());
  }
  report(k_report_fd, Report::Kind::exec_failed, errno);
  ::_exit(127);
}

// Forks once more and leaves at once, so that init inherits the program.
[[noreturn]] void become_parent(const Plan& plan) {
  const pid_t program = ::fork();
  if (program == 0) {
    become_program(plan);
  }
  if (program > 0) {
    report(plan.report_pipe, Report::Kind::pid, program);
  } else {
    report(plan.report_pipe, Report::Kind::fork_failed, errno);
  }
  ::_exit(0);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) {
    result.push_back(const_cast<char*>(text.c_str()));  // execve does not write to them
  }
  result.push_back(nullptr);
  return result;
}

Error failure(const DetachedCommand& command, ErrorCode code, int error_number) {
  return {code, "start " + command.program + ": " + std::strerror(error_number)};
}

bool read_report(int pipe, Report& report) {
  ssize_t size = 0;
  do {
    size = ::read(pipe, &report, sizeof report);
  } while (size < 0 && errno == EINTR);
  return size == static_cast<ssize_t>(sizeof report);
}

// The pid, as soon as it is known or, with ExecCheck::wait, when exec has closed the pipe.
Result<pid_t> read_reports(int pipe, const DetachedCommand& command, ExecCheck check) {
  pid_t pid = 0;
  Report report;
  while ((check == ExecCheck::wait || pid == 0) && read_report(pipe, report)) {
    switch (report.kind) {
      case Report::Kind::pid:
        pid = report.value;
        break;
      case Report::Kind::fork_failed:
        return failure(command, ErrorCode::io, report.value);
      case Report::Kind::exec_failed:
        return failure(command,
                       report.value == ENOENT ? ErrorCode::not_found : ErrorCode::unsupported,
                       report.value);
    }
  }
  return pid > 0 ? Result<pid_t>(pid) : failure(command, ErrorCode::io, EAGAIN);
}

}  // namespace

Result<pid_t> start_detached(const DetachedCommand& command, ExecCheck check) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return failure(command, ErrorCode::io, errno);
  }
  const UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  const Plan plan{pointers(command.arguments), pointers(command.environment), &command,
                  writer.get()};
  const pid_t child = ::fork();
  if (child == 0) {
    become_parent(plan);
  }
  if (child < 0) {
    return failure(command, ErrorCode::io, errno);
  }
  writer.reset();
  auto pid = read_reports(reader.get(), command, check);
  // The caller may have its own SIGCHLD handling, which may be quicker: ECHILD is fine.
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return pid;
}

}  // namespace testtracker
