#include "server/server_processes.hpp"

#include "base/process.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <unistd.h>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;

// 0 for entries of /proc that are no process.
std::int64_t pid_of(const fs::path& entry) {
  const std::string name = entry.filename().string();
  std::int64_t pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  return error == std::errc() && end == name.data() + name.size() ? pid : 0;
}

bool has_variable(const fs::path& process, const std::string& variable) {
  std::ifstream file(process / "environ", std::ios::binary);  // fails for other users' processes
  for (std::string entry; std::getline(file, entry, '\0');) {
    if (entry == variable) {
      return true;
    }
  }
  return false;
}

// Inodes of sockets that listen on the port; columns as proc(5) has them.
std::set<std::string> listening_sockets(std::ifstream& table, std::uint16_t port) {
  constexpr const char* k_listening = "0A";
  std::set<std::string> inodes;
  std::string line;
  std::getline(table, line);  // the header
  while (std::getline(table, line)) {
    std::istringstream words(line);
    const std::vector<std::string> columns{std::istream_iterator<std::string>(words), {}};
    if (columns.size() < 10 || columns[3] != k_listening) {
      continue;
    }
    const std::string& address = columns[1];  // hexadecimal `0100007F:1F90`
    const std::size_t colon = address.find(':');
    if (colon != std::string::npos &&
        std::strtoul(address.c_str() + colon + 1, nullptr, 16) == port) {
      inodes.insert("socket:[" + columns[9] + "]");
    }
  }
  return inodes;
}

bool holds_one_of(std::int64_t pid, const std::set<std::string>& sockets) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", failed)) {
    std::error_code gone;
    if (sockets.count(fs::read_symlink(entry.path(), gone).string()) > 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<ServerProcess> processes_of(const std::string& project) {
  const std::string variable = std::string(k_marker_variable) + "=" + project;
  std::vector<ServerProcess> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator("/proc", failed)) {
    const std::int64_t pid = pid_of(entry.path());
    if (pid <= 0 || !has_variable(entry.path(), variable)) {
      continue;
    }
    const auto stat = read_process_stat(pid);
    if (stat && stat->state != 'Z') {
      found.push_back({pid, stat->start_ticks});
    }
  }
  return found;
}

bool listens_on(const std::vector<ServerProcess>& processes, std::uint16_t port) {
  std::ifstream table("/proc/net/tcp");
  if (!table) {
    return true;
  }
  const auto sockets = listening_sockets(table, port);
  return std::any_of(processes.begin(), processes.end(), [&](const ServerProcess& process) {
    return holds_one_of(process.pid, sockets);
  });
}

void signal_all(const std::vector<ServerProcess>& processes, int number) {
  for (const ServerProcess& process : processes) {
    if (is_process_alive(process.pid, process.start_ticks)) {
      ::kill(static_cast<pid_t>(process.pid), number);
    }
  }
}

}  // namespace testtracker::server
