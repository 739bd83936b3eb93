#include "upload/spool_upkeep.hpp"

#include "upload/cursor.hpp"
#include "upload/session_lock.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace testtracker::upload {
namespace {

namespace fs = std::filesystem;

/// Folders with a session.json; everything else is not ours.
std::vector<fs::path> session_folders(const std::string& sessions_path, std::error_code& error) {
  std::vector<fs::path> folders;
  for (fs::directory_iterator entry(sessions_path, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (fs::is_regular_file(entry->path() / "session.json", ignored)) {
      folders.push_back(entry->path());
    }
  }
  return folders;
}

void remove_session(const fs::path& folder) {
  std::error_code ignored;
  const auto log =
      folder.parent_path().parent_path() / "logs" / (folder.filename().string() + ".log");
  fs::remove(log, ignored);
  // The mark last: half removed, it is still known as delivered and goes the next time.
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const auto name = entry.path().filename();
    if (name != "delivered" && name != "session.json") {
      fs::remove_all(entry.path(), ignored);
    }
  }
  fs::remove_all(folder, ignored);
}

}  // namespace

Result<std::vector<spool::SessionFolder>> undelivered_sessions(const std::string& sessions_path,
                                                               bool with_rejected) {
  std::error_code error;
  const auto folders = session_folders(sessions_path, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    return Error{ErrorCode::io,
                 "cannot list the sessions in " + sessions_path + ": " + error.message()};
  }
  std::vector<std::pair<fs::file_time_type, spool::SessionFolder>> waiting;
  for (const auto& path : folders) {
    spool::SessionFolder folder(path.string());
    std::error_code ignored;
    if (fs::exists(folder.delivered_path(), ignored) ||
        (!with_rejected && !read_cursor(folder.cursor_path()).rejected.empty())) {
      continue;
    }
    waiting.emplace_back(fs::last_write_time(path, ignored), std::move(folder));
  }
  std::sort(waiting.begin(), waiting.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<spool::SessionFolder> sessions;
  for (auto& [time, folder] : waiting) {
    sessions.push_back(std::move(folder));
  }
  return sessions;
}

std::size_t remove_delivered_sessions(const std::string& sessions_path, std::chrono::hours keep) {
  std::error_code error;
  const auto limit = fs::file_time_type::clock::now() - keep;
  std::size_t removed = 0;
  for (const auto& path : session_folders(sessions_path, error)) {
    const spool::SessionFolder folder(path.string());
    std::error_code absent;
    const auto delivered = fs::last_write_time(folder.delivered_path(), absent);
    if (absent || delivered >= limit) {
      continue;
    }
    if (const auto lock = SessionLock::acquire(folder); lock) {  // `--again` may be at work
      remove_session(path);
      ++removed;
    }
  }
  return removed;
}

}  // namespace testtracker::upload
