#pragma once

// The spool: one folder per session. This header knows the names of the files in it and nothing of
// their contents, except session.json, which says whose session it is.
//
//   <spool>/sessions/<session id>/        0700
//     session.json                        who owns it, from where, since when; by its creator
//     <host>-<pid>-<start ticks>.journal  one per process; 0600; its writer is its only writer
//     attachments/                        copies of attached files
//     uploader.lock                       flock held by the uploader at work
//     cursor.json                         how far delivery is; by the uploader (temp + rename)
//     context.json                        commit, branch, CI …; by the uploader or the runner
//     outcome                             one line for the waiting listener; by the uploader
//     delivered                           empty; there once everything arrived at the server
//   <spool>/logs/<session id>.log         what the uploader had to say

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::spool {

/// The process whose end ends the session.
struct Owner {
  std::int64_t pid = 0;
  std::uint64_t start_ticks = 0;  ///< tells a reused pid from the owner
  /// `program`, `ctest`, `runner`, `deployment` (a runner that waits for its run before it begins),
  /// `change` (a runner that starts no server), `import` (nobody lives behind it).
  std::string kind;

  /// It lives on after its tests, to wait for their delivery.
  [[nodiscard]] bool waits_for_delivery() const {
    return kind == "runner" || kind == "deployment" || kind == "change";
  }
};

/// Contents of session.json.
struct SessionInfo {
  std::string id;
  Owner owner;
  std::string boot_id;  ///< pids mean something only on the same boot and pid namespace
  std::string pid_namespace;
  std::string host;
  std::string working_directory;
  std::string project_directory;     ///< holds .git or testtracker.toml, or the sources of a build
  std::vector<std::string> command;  ///< of the owner
  std::chrono::nanoseconds wall_time{};
  std::string git_commit;  ///< as .git said when the session began; empty = unknown
  /// Variables of the CI and of testtracker that the uploader needs later; no secrets.
  std::vector<std::pair<std::string, std::string>> environment;
};

/// One session's folder; a value (the path), owns nothing.
class SessionFolder {
 public:
  explicit SessionFolder(std::string path) : path_(std::move(path)) {}

  /// Creates the folder and its session.json. False = it existed already (somebody else won the
  /// election). Errors: `io`. Requires: the id is a valid file name.
  static Result<bool> create(const std::string& path, const SessionInfo& info);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::string id() const;
  [[nodiscard]] bool exists() const;
  [[nodiscard]] std::string info_path() const { return path_ + "/session.json"; }
  [[nodiscard]] std::string attachments_path() const { return path_ + "/attachments"; }
  [[nodiscard]] std::string lock_path() const { return path_ + "/uploader.lock"; }
  [[nodiscard]] std::string cursor_path() const { return path_ + "/cursor.json"; }
  [[nodiscard]] std::string context_path() const { return path_ + "/context.json"; }
  [[nodiscard]] std::string outcome_path() const { return path_ + "/outcome"; }
  [[nodiscard]] std::string delivered_path() const { return path_ + "/delivered"; }
  [[nodiscard]] std::string journal_path(const std::string& process) const {
    return path_ + "/" + process + ".journal";
  }
  /// Paths of all journals, sorted by name.
  [[nodiscard]] Result<std::vector<std::string>> journals() const;

 private:
  std::string path_;
};

/// $TESTTRACKER_SPOOL, else $XDG_STATE_HOME/testtracker, else ~/.local/state/testtracker. Errors:
/// `not_found` when there is no home directory either; the message names the variable to set.
Result<std::string> spool_path();

/// `<spool>/sessions`, not created.
Result<std::string> sessions_path();

}  // namespace testtracker::spool
