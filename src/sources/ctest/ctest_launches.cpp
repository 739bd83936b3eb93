#include "sources/ctest/ctest_launches.hpp"

#include "base/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>

namespace testtracker::sources {
namespace {

constexpr std::size_t k_fields_of_start = 3;  // start, pid, entry
constexpr std::size_t k_fields_of_end =
    9;  // end, pid, code, signal, user, system, memory, wall, entry

// The last field may hold tabs: a name may have them.
std::vector<std::string> split(const std::string& record) {
  const std::size_t wanted = record.rfind("end\t", 0) == 0 ? k_fields_of_end : k_fields_of_start;
  std::vector<std::string> fields;
  std::size_t from = 0;
  while (fields.size() + 1 < wanted) {
    const std::size_t tab = record.find('\t', from);
    if (tab == std::string::npos) {
      return {};
    }
    fields.push_back(record.substr(from, tab - from));
    from = tab + 1;
  }
  fields.push_back(record.substr(from));
  return fields;
}

long long number(const std::string& text) {
  return std::strtoll(text.c_str(), nullptr, 10);
}

}  // namespace

Result<void> CtestLaunches::create() const {
  const UniqueFd file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file) {
    return Error{ErrorCode::io, "create " + path_ + ": " + std::strerror(errno)};
  }
  return {};
}

std::optional<Launch> CtestLaunches::take(const std::string& entry) {
  read();
  const auto found = launches_.find(entry);
  if (found == launches_.end() || found->second.empty()) {
    return std::nullopt;
  }
  Launch launch = std::move(found->second.front());
  found->second.pop_front();
  return launch;
}

void CtestLaunches::read() {
  const UniqueFd file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 16384> buffer;
  while (file) {
    const ssize_t size =
        ::pread(file.get(), buffer.data(), buffer.size(), static_cast<off_t>(position_));
    if (size <= 0) {
      break;
    }
    position_ += static_cast<std::uint64_t>(size);
    rest_.append(buffer.data(), static_cast<std::size_t>(size));
  }
  std::size_t from = 0;
  for (std::size_t end = 0; (end = rest_.find('\0', from)) != std::string::npos; from = end + 1) {
    add(rest_.substr(from, end - from));
  }
  rest_.erase(0, from);
}

void CtestLaunches::add(const std::string& record) {
  const auto fields = split(record);
  if (fields.empty()) {
    return;
  }
  auto& launches = launches_[fields.back()];
  const std::int64_t pid = number(fields[1]);
  if (fields.size() != k_fields_of_end) {
    Launch started;
    started.pid = pid;
    started.exited.pid = pid;
    launches.push_back(started);
    return;
  }
  const auto found = std::find_if(launches.begin(), launches.end(),
                                  [pid](const Launch& known) { return known.pid == pid; });
  if (found == launches.end()) {
    return;  // its attempt was judged already
  }
  Launch& launch = *found;
  launch.has_ended = true;
  if (const auto code = number(fields[2]); code >= 0) {
    launch.exited.exit_code = static_cast<std::int32_t>(code);
  } else {
    launch.exited.signal = static_cast<std::int32_t>(number(fields[3]));
  }
  launch.exited.user_time = std::chrono::microseconds(number(fields[4]));
  launch.exited.system_time = std::chrono::microseconds(number(fields[5]));
  launch.exited.max_resident_bytes = static_cast<std::uint64_t>(number(fields[6])) * 1024;
  launch.duration = std::chrono::nanoseconds(number(fields[7]));
}

}  // namespace testtracker::sources
