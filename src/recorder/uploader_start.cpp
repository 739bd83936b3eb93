#include "recorder/uploader_start.hpp"

#include "base/detached_process.hpp"
#include "base/program_path.hpp"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace testtracker::recorder {
namespace {

constexpr int k_nice = 5;

// What a test preloads or records with is not meant for the uploader.
bool is_for_uploader(std::string_view variable) {
  for (const std::string_view name : {"LD_PRELOAD=", "TESTTRACKER_PROCESS=", "LD_AUDIT="}) {
    if (variable.substr(0, name.size()) == name) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string find_uploader(const std::string& compiled_in) {
  const char* const variable = std::getenv("TESTTRACKER_PROGRAM");
  for (const std::string& candidate :
       {std::string(variable == nullptr ? "" : variable), compiled_in}) {
    if (!candidate.empty() && is_executable_file(candidate)) {
      return candidate;
    }
  }
  const char* const path = std::getenv("PATH");
  auto found = find_program("testtracker", path == nullptr ? "" : path);
  // A test's working directory is no place to take programs from.
  return found && (*found)[0] == '/' ? *std::move(found) : std::string();
}

Result<pid_t> start_uploader(const std::string& program, const std::string& session_folder,
                             const std::string& log_path) {
  DetachedCommand command;
  command.program = program;
  command.arguments = {program, "upload", "--follow", session_folder};
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (is_for_uploader(*entry)) {
      command.environment.emplace_back(*entry);
    }
  }
  command.log_path = log_path;
  command.nice = k_nice;
  return start_detached(command, ExecCheck::none);
}

}  // namespace testtracker::recorder
