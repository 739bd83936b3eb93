#pragma once

// Waiting for the uploader of a session: what it says in the file `outcome` (docs/sessions.md).

#include "spool/session_folder.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <sys/types.h>

namespace testtracker::cli {

/// Contents of `outcome`.
struct Outcome {
  enum class State {
    unknown,     ///< nothing was said yet
    delivering,  ///< the run is there, more will come
    delivered,
    spooled,  ///< not now; `reason` says why
  };
  State state = State::unknown;
  std::string reason;
  std::string run_url;
  std::string trend_url;    ///< may be empty
  std::string compare_url;  ///< may be empty
  std::string traces_url;   ///< may be empty
};

/// `unknown` when there is no such file or it is not understood.
[[nodiscard]] Outcome read_outcome(const spool::SessionFolder& folder);

/// The uploader that is waited for.
struct Uploader {
  pid_t pid = 0;
  std::uint64_t start_ticks = 0;
};

struct WaitOptions {
  std::chrono::milliseconds patience{10000};
  /// As long as this is true the time does not count, for example while MLflow starts.
  std::function<bool()> is_excused;
  /// Ends the waiting when it becomes true.
  std::function<bool()> is_cancelled;
  /// Called about ten times a second.
  std::function<void(const Outcome&, std::chrono::milliseconds)> on_wait;
};

/// Until the uploader says `delivered` or `spooled`, is gone, or the patience is over; what was
/// said last is returned.
[[nodiscard]] Outcome await_delivery(const spool::SessionFolder& folder, const Uploader& uploader,
                                     const WaitOptions& options);

}  // namespace testtracker::cli
