#include "spool/session_list.hpp"

#include "spool/session_info_reader.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace testtracker::spool {
namespace {

std::chrono::nanoseconds modified(const std::string& path) {
  struct stat status {};
  ::stat(path.c_str(), &status);
  return std::chrono::seconds(status.st_mtim.tv_sec) +
         std::chrono::nanoseconds(status.st_mtim.tv_nsec);
}

std::chrono::nanoseconds start_of(const SessionFolder& folder) {
  const auto info = read_session_info(folder);
  return info ? info->wall_time : modified(folder.path());
}

}  // namespace

Result<std::vector<SessionFolder>> list_sessions(const std::string& sessions_path) {
  namespace fs = std::filesystem;
  std::error_code failure;
  std::vector<std::pair<std::chrono::nanoseconds, std::string>> found;
  fs::directory_iterator entry(sessions_path, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    std::error_code ignored;  // a folder may vanish while we look
    if (entry->is_directory(ignored)) {
      const auto path = entry->path().string();
      found.emplace_back(start_of(SessionFolder(path)), path);
    }
  }
  if (failure && failure != std::errc::no_such_file_or_directory) {
    return Error{ErrorCode::io, "list the sessions in " + sessions_path + ": " + failure.message()};
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<SessionFolder> sessions;
  for (auto& [start, path] : found) {
    sessions.emplace_back(std::move(path));
  }
  return sessions;
}

}  // namespace testtracker::spool
