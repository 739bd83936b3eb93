#pragma once

// The processes of a local MLflow. A killed MLflow leaves its workers answering on the port, so
// they are found by a variable that all of them inherit, not by their parent.

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::server {

/// `TESTTRACKER_SERVER=<project>` in the environment of every process of the server.
inline constexpr const char* k_marker_variable = "TESTTRACKER_SERVER";

struct ServerProcess {
  std::int64_t pid = 0;
  std::uint64_t start_ticks = 0;
};

/// All living processes of this user that belong to the server of `project`.
[[nodiscard]] std::vector<ServerProcess> processes_of(const std::string& project);

/// True when one of the processes listens on that TCP port of 127.0.0.1 (or of every address). Also
/// true when /proc/net/tcp cannot be read: then nothing is known against it.
[[nodiscard]] bool listens_on(const std::vector<ServerProcess>& processes, std::uint16_t port);

/// Sends the signal to those that are still the same processes.
void signal_all(const std::vector<ServerProcess>& processes, int number);

}  // namespace testtracker::server
