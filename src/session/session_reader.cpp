#include "session/session_reader.hpp"

#include "session/journal_follower.hpp"
#include "session/session_fold.hpp"
#include "spool/session_info_reader.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace testtracker::session {
namespace {

// A folder whose creator died before it wrote session.json belongs to nobody.
constexpr std::chrono::seconds k_time_to_write_info{10};

bool is_same_process(const ProgramStarted& start, const spool::SessionInfo& info) {
  return start.pid == info.owner.pid && start.start_ticks == info.owner.start_ticks &&
         start.boot_id == info.boot_id && start.pid_namespace == info.pid_namespace;
}

bool is_fresh(const std::string& path) {
  struct stat info {};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return ::stat(path.c_str(), &info) == 0 &&
         now - std::chrono::seconds(info.st_mtime) < k_time_to_write_info;
}

}  // namespace

struct SessionReader::State {
  explicit State(spool::SessionFolder session_folder)
      : folder(std::move(session_folder)), fold(folder.id()) {}

  [[nodiscard]] bool has_living_owner() {
    if (!info) {
      if (auto read = spool::read_session_info(folder)) {
        info = std::move(*read);
      }
    }
    return info ? spool::is_owner_alive(*info) && !has_runner_ended() : is_fresh(folder.path());
  }

  // A runner lives on to wait for the delivery, which waits for the session's end: its own word
  // that all is done stands for its end.
  [[nodiscard]] bool has_runner_ended() {
    return info && info->owner.waits_for_delivery() &&
           std::any_of(journals.begin(), journals.end(), [this](const auto& journal) {
             const auto& process = fold.process(journal.second.process());
             return process.ended() && is_same_process(process.start(), *info);
           });
  }

  // Reads what is new in all journals that are there.
  Result<bool> read_journals();

  spool::SessionFolder folder;
  SessionFold fold;
  std::map<std::string, JournalFollower> journals;  ///< by path
  std::optional<spool::SessionInfo> info;
  bool is_over = false;
};

SessionReader::SessionReader(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
SessionReader::SessionReader(SessionReader&&) noexcept = default;
SessionReader& SessionReader::operator=(SessionReader&&) noexcept = default;
SessionReader::~SessionReader() = default;

Result<SessionReader> SessionReader::open(spool::SessionFolder folder) {
  if (auto journals = folder.journals(); !journals) {
    return journals.error();
  }
  return SessionReader(std::make_unique<State>(std::move(folder)));
}

Result<bool> SessionReader::State::read_journals() {
  auto paths = folder.journals();
  if (!paths) {
    return paths.error();
  }
  bool changed = false;
  for (const auto& path : *paths) {
    auto& journal = journals.try_emplace(path, path).first->second;
    auto progress = journal.poll(fold);
    if (!progress) {
      return progress.error();
    }
    changed = changed || *progress;
  }
  return changed;
}

Result<bool> SessionReader::poll() {
  auto& state = *state_;
  // Asked before the journals are listed: a gone owner has added its last one.
  bool has_living_owner = state.has_living_owner();
  auto changed = state.read_journals();
  if (changed && has_living_owner && state.has_runner_ended()) {
    // The list may be older than the last journal that the runner knew of.
    has_living_owner = false;
    if (auto more = state.read_journals(); !more) {
      return more.error();
    }
  }
  if (!changed) {
    return changed.error();
  }
  const bool is_over =
      !has_living_owner && std::all_of(state.journals.begin(), state.journals.end(),
                                       [](const auto& entry) { return entry.second.is_over(); });
  return std::exchange(state.is_over, is_over) != is_over || *changed;
}

SessionResult SessionReader::result() const {
  return state_->fold.result(state_->is_over ? SessionState::over : SessionState::open);
}

Progress SessionReader::progress() const {
  return state_->fold.progress();
}

bool SessionReader::is_over() const noexcept {
  return state_->is_over;
}

}  // namespace testtracker::session
