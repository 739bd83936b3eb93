#include "recorder/uploader_start.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::recorder {
namespace {

constexpr int k_nice = 5;

bool is_executable(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

std::string find_in_path(const std::string& name) {
  const char* const variable = std::getenv("PATH");
  std::string_view path = variable == nullptr ? "" : variable;
  while (!path.empty()) {
    const std::size_t colon = std::min(path.find(':'), path.size());
    const std::string candidate = std::string(path.substr(0, colon)) + "/" + name;
    if (candidate[0] == '/' && is_executable(candidate)) {
      return candidate;
    }
    path.remove_prefix(std::min(colon + 1, path.size()));
  }
  return {};
}

// Everything exec needs, prepared before fork: afterwards only async-signal-safe calls are allowed
// (POSIX, fork()), because another thread may have held any lock.
struct Command {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  const char* log_path = nullptr;
};

// What a test preloads or records with is not meant for the uploader.
bool is_for_uploader(std::string_view variable) {
  for (const std::string_view name : {"LD_PRELOAD=", "TESTTRACKER_PROCESS=", "LD_AUDIT="}) {
    if (variable.substr(0, name.size()) == name) {
      return false;
    }
  }
  return true;
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
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number = 1; number < NSIG; ++number) {
    ::signal(number, SIG_DFL);  // fails for SIGKILL and SIGSTOP, which is right
  }
}

[[noreturn]] void become_uploader(const Command& command) {
  reset_signals();
  const int null = ::open("/dev/null", O_RDWR);
  const int log = ::open(command.log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(null, 0);
  ::dup2(log >= 0 ? log : null, 1);
  ::dup2(log >= 0 ? log : null, 2);
  close_from(3);
  if (::nice(k_nice) == -1) {
    errno = 0;  // an ordinary priority does as well
  }
  ::execve(command.arguments[0], command.arguments.data(), command.environment.data());
  ::_exit(127);
}

}  // namespace

std::string find_uploader(const std::string& compiled_in) {
  const char* const variable = std::getenv("TESTTRACKER_PROGRAM");
  for (const std::string& candidate :
       {std::string(variable == nullptr ? "" : variable), compiled_in}) {
    if (!candidate.empty() && is_executable(candidate)) {
      return candidate;
    }
  }
  return find_in_path("testtracker");
}

Result<void> start_uploader(const std::string& program, const std::string& session_folder,
                            const std::string& log_path) {
  std::array<std::string, 4> arguments = {program, "upload", "--follow", session_folder};
  Command command;
  for (std::string& argument : arguments) {
    command.arguments.push_back(argument.data());
  }
  command.arguments.push_back(nullptr);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (is_for_uploader(*entry)) {
      command.environment.push_back(*entry);
    }
  }
  command.environment.push_back(nullptr);
  command.log_path = log_path.c_str();

  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    const pid_t uploader = ::fork();
    if (uploader == 0) {
      become_uploader(command);
    }
    ::_exit(uploader > 0 ? 0 : 1);
  }
  if (child < 0) {
    return Error{ErrorCode::io, "start " + program + ": " + std::strerror(errno)};
  }
  // The program may have its own SIGCHLD handling, which may be quicker: ECHILD is fine.
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return {};
}

}  // namespace testtracker::recorder
