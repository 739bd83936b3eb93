#include "recorder/new_session.hpp"

#include "recorder/chosen_environment.hpp"
#include "recorder/git_head.hpp"
#include "recorder/process_facts.hpp"
#include "recorder/project_directory.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <utility>

#include <sys/random.h>

namespace testtracker::recorder {

std::string new_session_id(const ProcessStat& owner) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char time[32];
  std::strftime(time, sizeof time, "%Y%m%dT%H%M%SZ", &utc);
  std::uint32_t random = 0;
  if (::getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) {
    random = static_cast<std::uint32_t>(owner.start_ticks);
  }
  char digits[16];
  std::snprintf(digits, sizeof digits, "%08lx", static_cast<unsigned long>(random));
  return std::string(time) + "-" + std::to_string(owner.pid) + "-" + digits;
}

spool::SessionInfo describe_session(std::string id, const ProcessStat& owner, std::string kind) {
  spool::SessionInfo info;
  info.id = std::move(id);
  info.owner = {owner.pid, owner.start_ticks, std::move(kind)};
  info.boot_id = boot_id();
  info.pid_namespace = pid_namespace();
  info.host = host_name();
  info.working_directory = working_directory_of(owner.pid);
  info.command = command_line_of(owner.pid);
  info.wall_time = std::chrono::system_clock::now().time_since_epoch();
  info.project_directory = project_directory_of(info.working_directory);
  info.git_commit = read_git_head(info.project_directory);
  info.environment = upload_environment();
  return info;
}

}  // namespace testtracker::recorder
