#pragma once

// How often all threads of a deployment together may ask a workspace: so many requests a second,
// and none while it has told one of them to wait. Used by PacedClient.

#include <chrono>
#include <mutex>

namespace testtracker::databricks {

/// Thread-safe. Requests are spread evenly; after a pause up to `burst` may come at once.
class RateBudget {
 public:
  using Clock = std::chrono::steady_clock;

  /// Requires: both above 0.
  RateBudget(double per_second, int burst);

  /// Takes the next place in the queue; when it is due. The caller waits until then.
  [[nodiscard]] Clock::time_point take(Clock::time_point now);
  /// No place before `until` for anybody from now on.
  void pause(Clock::time_point until);

 private:
  std::mutex mutex_;
  Clock::duration interval_;
  Clock::duration slack_;  ///< by which places may come before their even spread
  Clock::time_point even_{};
  Clock::time_point not_before_{};
};

}  // namespace testtracker::databricks
