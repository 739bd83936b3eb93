// testtracker-reap: stands above everything that one notebook starts and leaves nothing of it
// behind, as docs/notebooks.md explains. Does not log, reads no settings, links nothing of ours.
//
//   testtracker-reap --parent PID -- PROGRAM ARGUMENTS…    run it; when it has ended, or whoever
//       started us has, or SIGTERM came, kill whatever still descends from us; then end as it did
//   testtracker-reap --die-with PID -- PROGRAM ARGUMENTS…  become it; it is killed with process PID

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int k_wrong_usage = 125;
constexpr int k_not_executable = 126;
constexpr int k_no_program = 127;

// What dies of SIGTERM may close its files; then comes SIGKILL.
constexpr long k_grace_ns = 300'000'000;

using Parents = std::vector<std::pair<pid_t, pid_t>>;  // process, its parent

/// 0 = gone. The name in field 2 may hold anything, also `)`.
pid_t parent_of(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (file == nullptr) {
    return 0;
  }
  char text[512] = {};
  const std::size_t size = std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  const auto bracket = std::string_view(text, size).rfind(')');
  int parent = 0;
  char state = 0;
  return bracket != std::string_view::npos &&
                 std::sscanf(text + bracket + 1, " %c %d", &state, &parent) == 2
             ? parent
             : 0;
}

Parents all_processes() {
  Parents all;
  DIR* const folder = ::opendir("/proc");
  if (folder == nullptr) {
    return all;
  }
  while (const dirent* const entry = ::readdir(folder)) {
    const auto pid = static_cast<pid_t>(std::atoi(entry->d_name));
    if (const pid_t parent = pid > 0 ? parent_of(pid) : 0; parent > 0) {
      all.emplace_back(pid, parent);
    }
  }
  ::closedir(folder);
  return all;
}

std::vector<pid_t> descendants() {
  const Parents all = all_processes();
  std::vector<pid_t> found = {::getpid()};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const auto& [pid, parent] : all) {
      if (parent == found[i]) {
        found.push_back(pid);
      }
    }
  }
  found.erase(found.begin());
  return found;
}

void signal_descendants(int number) {
  for (const pid_t pid : descendants()) {
    ::kill(pid, number);
  }
}

/// As subreaper we inherit every orphan (prctl(2), PR_SET_CHILD_SUBREAPER): when we have no child
/// left, nothing is left. Stopped first, they cannot start others meanwhile.
void kill_descendants() {
  for (;;) {
    signal_descendants(SIGSTOP);
    signal_descendants(SIGKILL);
    const pid_t reaped = ::waitpid(-1, nullptr, 0);
    if (reaped < 0 && errno == ECHILD) {
      return;
    }
  }
}

/// Reaps what has ended. True when `program` is among them.
bool reap_ended(pid_t program, int& status) {
  bool has_ended = false;
  int one = 0;
  while (const pid_t reaped = ::waitpid(-1, &one, WNOHANG)) {
    if (reaped < 0) {
      break;
    }
    if (reaped == program) {
      status = one;
      has_ended = true;
    }
  }
  return has_ended;
}

[[noreturn]] void execute(char** arguments) {
  ::execvp(arguments[0], arguments);
  const int error = errno;
  std::fprintf(stderr, "testtracker-reap: start %s: %s\n", arguments[0], std::strerror(error));
  ::_exit(error == ENOENT ? k_no_program : k_not_executable);
}

/// Ends as the program did, so that who waits for us sees its exit code or signal.
[[noreturn]] void end_like(int status) {
  if (WIFSIGNALED(status)) {
    const rlimit no_core = {0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    sigset_t all;
    sigfillset(&all);
    std::signal(WTERMSIG(status), SIG_DFL);
    ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
    ::raise(WTERMSIG(status));
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : k_wrong_usage);
}

int supervise(pid_t program, const sigset_t& awaited) {
  int status = 0;
  for (;;) {
    const int number = ::sigwaitinfo(&awaited, nullptr);
    if (number == SIGCHLD && reap_ended(program, status)) {
      return status;
    }
    if (number > 0 && number != SIGCHLD) {  // we shall end
      signal_descendants(SIGTERM);
      const timespec grace = {0, k_grace_ns};
      sigset_t child_only;
      sigemptyset(&child_only);
      sigaddset(&child_only, SIGCHLD);
      ::sigtimedwait(&child_only, nullptr, &grace);
      return SIGTERM;
    }
  }
}

int reap(pid_t parent, char** arguments) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  sigset_t awaited;
  sigset_t former;
  sigemptyset(&awaited);
  for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) {
    sigaddset(&awaited, number);
  }
  ::sigprocmask(SIG_BLOCK, &awaited, &former);
  if (::getppid() != parent) {
    return k_wrong_usage;  // it died before prctl(2) was called
  }
  const pid_t us = ::getpid();
  const pid_t program = ::fork();
  if (program == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::sigprocmask(SIG_SETMASK, &former, nullptr);
    if (::getppid() != us) {
      ::_exit(k_wrong_usage);
    }
    execute(arguments);
  }
  const int status = program < 0 ? k_wrong_usage << 8 : supervise(program, awaited);
  kill_descendants();
  end_like(status);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5 || std::strcmp(argv[3], "--") != 0) {
    std::fputs("testtracker-reap: belongs to `testtracker notebook`, which calls it\n", stderr);
    return k_wrong_usage;
  }
  const auto parent = static_cast<pid_t>(std::atoi(argv[2]));
  if (std::strcmp(argv[1], "--die-with") == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
      return k_wrong_usage;
    }
    execute(argv + 4);
  }
  return reap(parent, argv + 4);
}
