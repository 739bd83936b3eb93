#pragma once

// Held by whoever starts or stops the server of a project, so that there is one at most.

#include "base/unique_fd.hpp"
#include "server/server_file.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <functional>

namespace testtracker::server {

/// An flock(2) that ends with the object or the process.
class ServerLock {
 public:
  /// Waits for the lock. Errors: `busy` after `patience`, `io`. Requires: the folder exists.
  static Result<ServerLock> take(const ServerFolder& folder, std::chrono::milliseconds patience,
                                 const std::function<void(std::chrono::milliseconds)>& on_wait);

  /// Whether somebody holds it now.
  [[nodiscard]] static bool is_held(const ServerFolder& folder);

 private:
  explicit ServerLock(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace testtracker::server
