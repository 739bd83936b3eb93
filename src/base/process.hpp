#pragma once

// Facts about processes of this machine, from /proc (proc(5)).

#include <cstdint>
#include <optional>
#include <string>

namespace testtracker {

/// A process as /proc/<pid>/stat shows it.
struct ProcessStat {
  std::int64_t pid = 0;
  std::int64_t parent_pid = 0;
  std::uint64_t start_ticks = 0;  ///< field 22: clock ticks since boot
  std::string name;               ///< field 2: at most 15 bytes
  char state = '?';               ///< field 3; `Z` = ended and not yet reaped
};

/// Nothing when there is no such process or no /proc.
[[nodiscard]] std::optional<ProcessStat> read_process_stat(std::int64_t pid);

/// True while the very process that had `pid` since `start_ticks` exists and is no zombie.
[[nodiscard]] bool is_process_alive(std::int64_t pid, std::uint64_t start_ticks);

/// /proc/sys/kernel/random/boot_id, empty when unknown.
[[nodiscard]] std::string boot_id();

/// Target of /proc/self/ns/pid, for example `pid:[4026531836]`; empty when unknown.
[[nodiscard]] std::string pid_namespace();

/// gethostname(2), `localhost` when it fails.
[[nodiscard]] std::string host_name();

/// Absolute path of the running program, empty when unknown.
[[nodiscard]] std::string executable_path();

}  // namespace testtracker
