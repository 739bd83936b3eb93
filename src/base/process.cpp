#include "base/process.hpp"

#include "base/unique_fd.hpp"

#include <climits>

#include <array>
#include <cstddef>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker {
namespace {

// Whole contents of a small file of /proc, empty when it cannot be read.
std::string read_small_file(const char* path) {
  const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
  if (!fd) {
    return {};
  }
  std::array<char, 4096> buffer;
  const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string read_link(const char* path) {
  std::array<char, PATH_MAX> buffer;
  const ssize_t size = ::readlink(path, buffer.data(), buffer.size());
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

// Text behind the `count`th blank from `from` on, nullptr when there are fewer.
const char* skip_fields(const char* from, int count) {
  for (; *from != '\0'; ++from) {
    if (*from == ' ' && --count == 0) {
      return from + 1;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<ProcessStat> read_process_stat(std::int64_t pid) {
  const std::string text = read_small_file(("/proc/" + std::to_string(pid) + "/stat").c_str());
  // The name may hold blanks and parentheses itself: it ends at the last closing one.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 4 >= text.size()) {
    return std::nullopt;
  }
  ProcessStat stat;
  stat.pid = pid;
  stat.name = text.substr(open + 1, close - open - 1);
  const char* const state = text.c_str() + close + 2;
  stat.state = *state;
  const char* const parent = skip_fields(state, 1);
  const char* const start = skip_fields(state, 19);
  if (parent == nullptr || start == nullptr) {
    return std::nullopt;
  }
  stat.parent_pid = std::strtoll(parent, nullptr, 10);
  stat.start_ticks = std::strtoull(start, nullptr, 10);
  return stat;
}

bool is_process_alive(std::int64_t pid, std::uint64_t start_ticks) {
  const auto stat = read_process_stat(pid);
  return stat && stat->start_ticks == start_ticks && stat->state != 'Z' && stat->state != 'X';
}

std::string boot_id() {
  std::string id = read_small_file("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') {
    id.pop_back();
  }
  return id;
}

std::string pid_namespace() {
  return read_link("/proc/self/ns/pid");
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> buffer{};
  return ::gethostname(buffer.data(), buffer.size() - 1) == 0 ? std::string(buffer.data())
                                                              : std::string("localhost");
}

std::string executable_path() {
  return read_link("/proc/self/exe");
}

}  // namespace testtracker
