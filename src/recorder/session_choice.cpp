#include "recorder/session_choice.hpp"

#include "recorder/ctest_ancestor.hpp"
#include "recorder/new_session.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

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

// A ctest is identified on its machine by pid and start; the hash tells machines apart that share
// a spool.
std::string ctest_session_id(const ProcessStat& ctest) {
  const std::string machine = boot_id() + '\n' + host_name() + '\n' + pid_namespace();
  char digits[20];
  std::snprintf(digits, sizeof digits, "%012llx",
                static_cast<unsigned long long>(hash_of(machine) & k_low_48_bits));
  return "ctest-" + std::to_string(ctest.pid) + "-" + std::to_string(ctest.start_ticks) + "-" +
         digits;
}

Result<SessionChoice> join_or_create(SessionChoice choice, const std::string& id,
                                     const ProcessStat& owner, const OwnSession& description) {
  auto sessions = spool::sessions_path();
  if (!sessions) {
    return sessions.error();
  }
  choice.folder = spool::SessionFolder(*sessions + "/" + id);
  if (choice.folder.exists()) {  // thousands of processes join, one creates
    return choice;
  }
  auto info = describe_session(id, owner, description.kind);
  if (!description.command.empty()) {
    info.command = description.command;
  }
  auto created = spool::SessionFolder::create(choice.folder.path(), info);
  if (!created) {
    return created.error();
  }
  choice.is_creator = *created;
  return choice;
}

}  // namespace

std::optional<spool::SessionFolder> session_of_ctest() {
  const auto ctest = find_ctest_ancestor();
  const auto sessions = spool::sessions_path();
  if (!ctest || !sessions) {
    return std::nullopt;
  }
  spool::SessionFolder folder(*sessions + "/" + ctest_session_id(ctest->process));
  return folder.exists() ? std::make_optional(std::move(folder)) : std::nullopt;
}

Result<SessionChoice> choose_session(const ProcessStat& self, const OwnSession& own) {
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
    return join_or_create(choice, ctest_session_id(ctest->process), ctest->process, {"ctest", {}});
  }
  return join_or_create(choice, new_session_id(self), self, own);
}

}  // namespace testtracker::recorder
