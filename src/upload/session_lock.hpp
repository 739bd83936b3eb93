#pragma once

// At most one uploader works on a session: it holds an flock(2) on uploader.lock, which the kernel
// releases however the process ends.

#include "base/unique_fd.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <functional>

namespace testtracker::upload {

class SessionLock {
 public:
  /// Does not wait. Errors: `busy` when another process has it, `io`.
  static Result<SessionLock> acquire(const spool::SessionFolder& folder);

  /// Waits for who has it, at most `patience`, by calls of `sleep`, which returns false to give up.
  static Result<SessionLock> acquire(const spool::SessionFolder& folder,
                                     std::chrono::milliseconds patience,
                                     const std::function<bool(std::chrono::milliseconds)>& sleep);

 private:
  explicit SessionLock(UniqueFd fd) noexcept : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace testtracker::upload
