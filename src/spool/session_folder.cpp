#include "spool/session_folder.hpp"

#include "base/json_text.hpp"
#include "spool/replace_file.hpp"

#include <climits>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::spool {
namespace {

constexpr std::string_view k_journal_suffix = ".journal";

Error io_error(const std::string& action, const std::string& path) {
  return {ErrorCode::io, action + " " + path + ": " + std::strerror(errno)};
}

// The folder and whatever is missing above it, each 0700.
Result<void> make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string folder = path.substr(0, end);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
      struct stat status {};
      if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        return io_error("create the folder", folder);
      }
    }
    if (end == std::string::npos) {
      return {};
    }
  }
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

void add_text(std::string& json, const char* name, std::string_view value) {
  json += json.size() > 1 ? ",\"" : "\"";
  json += name;
  json += "\":";
  append_json_string(json, value);
}

template <typename Number>
void add_number(std::string& json, const char* name, Number value) {
  json += std::string(",\"") + name + "\":" + std::to_string(value);
}

std::string to_json(const SessionInfo& info) {
  std::string json = "{";
  add_text(json, "id", info.id);
  json += ",\"owner\":{";
  json += "\"kind\":";
  append_json_string(json, info.owner.kind);
  add_number(json, "pid", info.owner.pid);
  add_number(json, "start_ticks", info.owner.start_ticks);
  json += '}';
  add_text(json, "boot_id", info.boot_id);
  add_text(json, "pid_namespace", info.pid_namespace);
  add_text(json, "host", info.host);
  add_text(json, "working_directory", info.working_directory);
  add_text(json, "project_directory", info.project_directory);
  json += ",\"command\":[";
  const char* separator = "";
  for (const std::string& argument : info.command) {
    json += std::exchange(separator, ",");
    append_json_string(json, argument);
  }
  json += ']';
  add_number(json, "wall_time", info.wall_time.count());
  add_text(json, "git_commit", info.git_commit);
  json += ",\"environment\":{";
  separator = "";
  for (const auto& [name, value] : info.environment) {
    json += std::exchange(separator, ",");
    append_json_string(json, name);
    json += ':';
    append_json_string(json, value);
  }
  json += "}}\n";
  return json;
}

// Test programs change their working directory; the spool stays where it was.
Result<std::string> absolute(const std::string& path) {
  if (path[0] == '/') {
    return path;
  }
  std::array<char, PATH_MAX> directory;
  if (::getcwd(directory.data(), directory.size()) == nullptr) {
    return io_error("find the working directory for TESTTRACKER_SPOOL =", path);
  }
  return std::string(directory.data()) + "/" + path;
}

}  // namespace

Result<bool> SessionFolder::create(const std::string& path, const SessionInfo& info) {
  if (auto made = make_folders(parent_of(path)); !made) {
    return made.error();
  }
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) {
      return false;
    }
    return io_error("create the session's folder", path);
  }
  if (auto written = replace_file(SessionFolder(path).info_path(), to_json(info)); !written) {
    return written.error();
  }
  return true;
}

std::string SessionFolder::id() const {
  const std::size_t end = path_.find_last_not_of('/');
  const std::string path = path_.substr(0, end == std::string::npos ? 0 : end + 1);
  return path.substr(path.rfind('/') + 1);
}

bool SessionFolder::exists() const {
  struct stat status {};
  return ::stat(path_.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<std::vector<std::string>> SessionFolder::journals() const {
  DIR* const directory = ::opendir(path_.c_str());
  if (directory == nullptr) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::io;
    return Error{code, "open the session's folder " + path_ + ": " + std::strerror(errno)};
  }
  std::vector<std::string> paths;
  while (const dirent* const entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name.size() > k_journal_suffix.size() &&
        name.substr(name.size() - k_journal_suffix.size()) == k_journal_suffix) {
      paths.push_back(path_ + "/" + std::string(name));
    }
  }
  ::closedir(directory);
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<std::string> spool_path() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (std::string path = variable("TESTTRACKER_SPOOL"); !path.empty()) {
    return absolute(path);
  }
  // The XDG specification: a path that is not absolute is to be ignored.
  if (std::string state = variable("XDG_STATE_HOME"); !state.empty() && state[0] == '/') {
    return state + "/testtracker";
  }
  if (std::string home = variable("HOME"); !home.empty()) {
    return home + "/.local/state/testtracker";
  }
  return Error{ErrorCode::not_found,
               "there is no place for results: neither TESTTRACKER_SPOOL nor XDG_STATE_HOME nor "
               "HOME is set; set TESTTRACKER_SPOOL to a folder that can be written"};
}

Result<std::string> sessions_path() {
  auto spool = spool_path();
  if (!spool) {
    return spool.error();
  }
  return *spool + "/sessions";
}

}  // namespace testtracker::spool
