#include "notebook/marked_processes.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <vector>

#include <unistd.h>

namespace testtracker::notebook {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds k_patience{1000};
constexpr std::chrono::milliseconds k_pause{5};

// /proc/<pid>/environ is empty for a process that is dead already (proc(5)).
bool has_mark(const fs::path& process, const std::string& entry) {
  std::ifstream file(process / "environ", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t at = text.find(entry);
  return at != std::string::npos && (at == 0 || text[at - 1] == '\0');
}

std::vector<pid_t> marked(const std::string& entry) {
  std::vector<pid_t> found;
  std::error_code failed;
  for (fs::directory_iterator at("/proc", failed), end; !failed && at != end;
       at.increment(failed)) {
    const auto pid = static_cast<pid_t>(std::atoi(at->path().filename().c_str()));
    if (pid > 0 && pid != ::getpid() && has_mark(at->path(), entry)) {
      found.push_back(pid);
    }
  }
  return found;
}

}  // namespace

void kill_marked_processes(const std::string& mark) {
  const std::string entry = std::string(k_mark_variable) + "=" + mark + std::string(1, '\0');
  const auto until = std::chrono::steady_clock::now() + k_patience;
  for (auto found = marked(entry); !found.empty(); found = marked(entry)) {
    for (const pid_t pid : found) {
      ::kill(pid, SIGKILL);
    }
    if (std::chrono::steady_clock::now() > until) {
      return;
    }
    std::this_thread::sleep_for(k_pause);
  }
}

}  // namespace testtracker::notebook
