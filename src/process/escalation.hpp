#pragma once

// When a child that takes too long gets which signal.

#include "process/command.hpp"

#include <climits>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <utility>

namespace testtracker::process {

/// SIGTERM when the time is up, SIGKILL when the grace is over. Time counts from the construction.
class Escalation {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Escalation(const Patience& patience) : grace_(patience.grace) {
    if (patience.timeout) {
      next_ = Clock::now() + *patience.timeout;
    }
  }

  [[nodiscard]] bool has_begun() const noexcept { return signal_ != SIGTERM; }

  /// The signal that is due now, 0 = none.
  int due(Clock::time_point now) {
    if (!next_ || now < *next_) {
      return 0;
    }
    const int due = std::exchange(signal_, SIGKILL);
    next_ = due == SIGTERM ? std::make_optional(now + grace_) : std::nullopt;
    return due;
  }

  /// For poll(2): milliseconds, rounded up; -1 = for ever.
  [[nodiscard]] int time_left(Clock::time_point now) const {
    if (!next_) {
      return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next_ - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
  }

 private:
  std::chrono::nanoseconds grace_;
  std::optional<Clock::time_point> next_;
  int signal_ = SIGTERM;
};

}  // namespace testtracker::process
