#pragma once

// Follows one journal of a session and feeds it into the fold.

#include "session/session_fold.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>

namespace testtracker::session {

class JournalFollower {
 public:
  explicit JournalFollower(std::string path);

  /// Reads what is new into `fold`; true when something changed. Errors: `newer_format`, `io`.
  Result<bool> poll(SessionFold& fold);

  [[nodiscard]] const std::string& process() const noexcept { return process_; }

  /// The program said that it ended, or nobody lives behind the journal any more.
  [[nodiscard]] bool is_over() const noexcept { return is_dead_ || has_ended_; }

 private:
  Result<bool> step(SessionFold& fold);
  [[nodiscard]] bool looks_dead(SessionFold& fold) const;
  Result<bool> read(SessionFold& fold);

  std::string path_;
  std::string process_;
  std::uint64_t position_ = 0;
  std::uint64_t seen_bytes_ = 0;  ///< size of the file when it was last read
  std::uint64_t damaged_lines_ = 0;
  bool is_known_ = false;  ///< the fold has heard of it
  bool is_unreadable_ = false;
  bool is_dead_ = false;
  bool has_ended_ = false;
};

}  // namespace testtracker::session
