// testtracker-launch: stands between ctest and a test's command, as docs/ctest.md explains. Does
// what the command does, as invisibly as possible, and tells `testtracker ctest` how it ended.
//
//   testtracker-launch ENTRY PROGRAM ARGUMENTS…
//
// TESTTRACKER_LAUNCHES names the file to which it appends what it sees (src/sources/
// ctest_launches.hpp reads it); TESTTRACKER_SHADOW and TESTTRACKER_BUILD the directory to leave and
// the one to be in instead. The command gets TESTTRACKER_ENTRY, TESTTRACKER_ENTRY_PID (ours) and
// none of these three. Everything that fails here is left out silently: the command runs in any
// case.

#include <climits>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int k_cannot_start = 127;

// What somebody may send to a test from outside, for example ctest's TIMEOUT_SIGNAL_NAME.
constexpr std::array<int, 8> k_forwarded = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,
                                            SIGUSR1, SIGUSR2, SIGALRM, SIGCONT};

volatile pid_t g_child = 0;

void forward(int number, siginfo_t* info, void* /*context*/) {
  // A signal of the terminal (SI_KERNEL) reached the whole group, the child too.
  const pid_t child = g_child;
  if (child > 0 && info->si_code <= 0 && info->si_pid != child) {
    const int callers_errno = errno;
    ::kill(child, number);
    errno = callers_errno;
  }
}

void leave_shadow() {
  const char* const shadow = std::getenv("TESTTRACKER_SHADOW");
  const char* const build = std::getenv("TESTTRACKER_BUILD");
  std::array<char, PATH_MAX> here;
  if (shadow != nullptr && build != nullptr && ::getcwd(here.data(), here.size()) != nullptr &&
      std::strcmp(here.data(), shadow) == 0 && ::chdir(build) == 0 &&
      std::getenv("PWD") != nullptr) {
    ::setenv("PWD", build, 1);
  }
}

// One record, ended by a zero byte, in one write(2): many launchers share the file.
void tell(int file, const char* head, const char* entry) {
  static std::array<char, 8192> text;
  const int size = std::snprintf(text.data(), text.size(), "%s\t%s", head, entry);
  if (file >= 0 && size > 0) {
    const std::size_t length = static_cast<std::size_t>(size) < text.size()
                                   ? static_cast<std::size_t>(size) + 1
                                   : text.size();
    if (::write(file, text.data(), length) < 0) {
      return;  // disk full: ctest's own word is left
    }
  }
}

void tell_start(int file, const char* entry) {
  std::array<char, 64> head;
  std::snprintf(head.data(), head.size(), "start\t%ld", static_cast<long>(::getpid()));
  tell(file, head.data(), entry);
}

// Nanoseconds.
long long steady_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000000000 + now.tv_nsec;
}

long long microseconds(const timeval& time) {
  return static_cast<long long>(time.tv_sec) * 1000000 + time.tv_usec;
}

// `took`: wall time, nanoseconds.
void tell_end(int file, int status, const rusage& usage, long long took, const char* entry) {
  std::array<char, 256> head;
  std::snprintf(head.data(), head.size(), "end\t%ld\t%d\t%d\t%lld\t%lld\t%ld\t%lld",
                static_cast<long>(::getpid()), WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                WIFSIGNALED(status) ? WTERMSIG(status) : 0, microseconds(usage.ru_utime),
                microseconds(usage.ru_stime), usage.ru_maxrss, took);
  tell(file, head.data(), entry);
}

void forward_signals() {
  for (const int number : k_forwarded) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) {
      action.sa_sigaction = forward;
      action.sa_flags = SA_SIGINFO | SA_RESTART;
      ::sigaction(number, &action, nullptr);
    }
  }
}

void restore_signals() {
  for (const int number : k_forwarded) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_sigaction == forward) {
      action.sa_handler = SIG_DFL;
      action.sa_flags = 0;
      ::sigaction(number, &action, nullptr);
    }
  }
}

// Signals are blocked from before vfork(2) until exec, so that no handler runs in the child while
// it lives in our memory.
pid_t start(char** command, int* error) {
  sigset_t all;
  sigset_t former;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &former);
  volatile int failure = 0;
  const pid_t parent = ::getpid();
  const pid_t child = ::vfork();
  if (child == 0) {
    // ctest kills what it started, which is us.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
      ::_exit(k_cannot_start);
    }
    restore_signals();
    ::sigprocmask(SIG_SETMASK, &former, nullptr);
    ::execvp(command[0], command);
    failure = errno;
    ::_exit(k_cannot_start);
  }
  g_child = child;
  ::sigprocmask(SIG_SETMASK, &former, nullptr);
  *error = failure;
  return child;
}

// Our parent shall see what we saw. The child has dumped core already.
[[noreturn]] void end_as(int status) {
  if (WIFSIGNALED(status)) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::signal(WTERMSIG(status), SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::raise(WTERMSIG(status));
  }
  ::_exit(WEXITSTATUS(status));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("testtracker-launch: belongs to `testtracker ctest`, which calls it\n", stderr);
    return k_cannot_start;
  }
  const char* const entry = argv[1];
  const char* const path = std::getenv("TESTTRACKER_LAUNCHES");
  const int file = path == nullptr ? -1 : ::open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
  leave_shadow();
  for (const char* const name :
       {"TESTTRACKER_LAUNCHES", "TESTTRACKER_SHADOW", "TESTTRACKER_BUILD"}) {
    ::unsetenv(name);
  }
  ::setenv("TESTTRACKER_ENTRY", entry, 1);
  std::array<char, 24> pid;
  std::snprintf(pid.data(), pid.size(), "%ld", static_cast<long>(::getpid()));
  ::setenv("TESTTRACKER_ENTRY_PID", pid.data(), 1);
  tell_start(file, entry);
  forward_signals();
  int error = 0;
  const long long begin = steady_now();
  const pid_t child = start(argv + 2, &error);
  if (child < 0 || error != 0) {
    std::fprintf(stderr, "testtracker-launch: start %s: %s\n", argv[2],
                 std::strerror(child < 0 ? errno : error));
    return k_cannot_start;
  }
  int status = 0;
  struct rusage usage {};
  while (::wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) {
      return k_cannot_start;
    }
  }
  tell_end(file, status, usage, steady_now() - begin, entry);
  end_as(status);
}
