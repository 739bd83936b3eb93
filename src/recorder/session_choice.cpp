#include "recorder/session_choice.hpp"

#include "recorder/chosen_environment.hpp"
#include "recorder/ctest_ancestor.hpp"
#include "recorder/git_head.hpp"
#include "recorder/process_facts.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include <sys/random.h>

namespace testtracker::recorder {
namespace {

constexpr std::uint64_t k_low_48_bits = 0xFFFFFFFFFFFFU;

// FNV-1a: every process beneath one ctest must find the same name by itself.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  }
  return hash;
}

std::string hexadecimal(std::uint64_t value, int digits) {
  char text[20];
  std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(value));
  return text;
}

// A ctest is identified on its machine by pid and start; the hash tells machines apart that share
// a spool.
std::string ctest_session_id(const ProcessStat& ctest) {
  const std::string machine = boot_id() + '\n' + host_name() + '\n' + pid_namespace();
  return "ctest-" + std::to_string(ctest.pid) + "-" + std::to_string(ctest.start_ticks) + "-" +
         hexadecimal(hash_of(machine) & k_low_48_bits, 12);
}

std::string own_session_id(const ProcessStat& self) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char time[32];
  std::strftime(time, sizeof time, "%Y%m%dT%H%M%SZ", &utc);
  std::uint32_t random = 0;
  if (::getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) {
    random = static_cast<std::uint32_t>(self.start_ticks);
  }
  return std::string(time) + "-" + std::to_string(self.pid) + "-" + hexadecimal(random, 8);
}

spool::SessionInfo session_info(std::string id, const ProcessStat& owner, std::string kind) {
  spool::SessionInfo info;
  info.id = std::move(id);
  info.owner = {owner.pid, owner.start_ticks, std::move(kind)};
  info.boot_id = boot_id();
  info.pid_namespace = pid_namespace();
  info.host = host_name();
  info.working_directory = working_directory_of(owner.pid);
  info.command = command_line_of(owner.pid);
  info.wall_time = std::chrono::system_clock::now().time_since_epoch();
  info.git_commit = read_git_head(info.working_directory);
  info.environment = upload_environment();
  return info;
}

Result<SessionChoice> join_or_create(SessionChoice choice, const std::string& id,
                                     const ProcessStat& owner, std::string kind) {
  auto sessions = spool::sessions_path();
  if (!sessions) {
    return sessions.error();
  }
  choice.folder = spool::SessionFolder(*sessions + "/" + id);
  if (choice.folder.exists()) {  // thousands of processes join, one creates
    return choice;
  }
  auto created =
      spool::SessionFolder::create(choice.folder.path(), session_info(id, owner, std::move(kind)));
  if (!created) {
    return created.error();
  }
  choice.is_creator = *created;
  return choice;
}

}  // namespace

Result<SessionChoice> choose_session(const ProcessStat& self) {
  const auto ctest = find_ctest_ancestor();
  const char* const tracked_ancestor = std::getenv("TESTTRACKER_PROCESS");
  SessionChoice choice;
  choice.is_nested =
      (tracked_ancestor != nullptr && *tracked_ancestor != '\0') || (ctest && ctest->is_indirect);
  const char* const given = std::getenv("TESTTRACKER_SESSION");
  if (given != nullptr && *given != '\0') {
    choice.origin = SessionOrigin::given;
    choice.folder = spool::SessionFolder(given);
    return choice;
  }
  if (ctest) {
    choice.origin = SessionOrigin::ctest;
    return join_or_create(choice, ctest_session_id(ctest->process), ctest->process, "ctest");
  }
  return join_or_create(choice, own_session_id(self), self, "program");
}

}  // namespace testtracker::recorder
