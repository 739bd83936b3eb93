#include "recorder/ctest_ancestor.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace testtracker::recorder {
namespace {

// Programs that start the real test program and add nothing of their own. Names as
// /proc/<pid>/stat shows them: at most 15 bytes.
constexpr std::array<std::string_view, 25> k_wrappers = {
    "sh",        "bash",    "dash",    "zsh",         "env",
    "timeout",   "nice",    "time",    "gdb",         "setsid",
    "stdbuf",    "mpirun",  "mpiexec", "orterun",     "prterun",
    "taskset",   "numactl", "unshare", "faketime",    "xvfb-run",
    "catchsegv", "cmake",   "script",  "testtracker", "testtracker-lau",
};
constexpr std::array<std::string_view, 3> k_wrapper_prefixes = {"valgrind", "memcheck-", "qemu-"};

bool is_wrapper(std::string_view name) {
  for (const std::string_view wrapper : k_wrappers) {
    if (name == wrapper) {
      return true;
    }
  }
  for (const std::string_view prefix : k_wrapper_prefixes) {
    if (name.substr(0, prefix.size()) == prefix) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<CtestAncestor> find_ctest_ancestor() {
  if (std::getenv("CTEST_INTERACTIVE_DEBUG_MODE") == nullptr &&
      std::getenv("DASHBOARD_TEST_FROM_CTEST") == nullptr) {
    return std::nullopt;
  }
  bool is_indirect = false;
  // The chain ends at init, whose parent is 0.
  for (std::int64_t pid = ::getppid(); pid > 0;) {
    auto process = read_process_stat(pid);
    if (!process) {
      break;
    }
    if (process->name == "ctest") {
      return CtestAncestor{*std::move(process), is_indirect};
    }
    is_indirect = is_indirect || !is_wrapper(process->name);
    pid = process->parent_pid;
  }
  return std::nullopt;
}

}  // namespace testtracker::recorder
