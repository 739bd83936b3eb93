#pragma once

// What git knows of a directory, asked from the program `git`. Reads only: takes no locks, asks
// nobody for a password, fetches nothing.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace testtracker::context {

/// Everything is empty when there is no git, no repository, a repository that git refuses to read
/// because it belongs to somebody else ("dubious ownership"), or git took too long.
struct GitState {
  std::string commit;     ///< the commit asked for, full hash
  std::string branch;     ///< empty when HEAD is detached or the branch no longer has the commit
  bool is_dirty = false;  ///< tracked files differ from the commit
  std::string remote;     ///< URL without credentials: `origin`, else the first one
  std::string name;       ///< of the repository: from the remote, else its folder
  std::optional<std::int64_t> ordinal;  ///< commits in the commit's history; shallow: unknown
};

/// `commit`: what was checked out when the session began, empty = HEAD as it is now. All calls
/// together take no longer than `timeout`.
[[nodiscard]] GitState read_git_state(const std::string& directory, const std::string& commit,
                                      std::chrono::milliseconds timeout = std::chrono::seconds(5));

}  // namespace testtracker::context
