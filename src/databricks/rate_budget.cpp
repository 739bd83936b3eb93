#include "databricks/rate_budget.hpp"

#include <algorithm>

namespace testtracker::databricks {

RateBudget::RateBudget(double per_second, int burst)
    : interval_(std::chrono::duration_cast<Clock::duration>(
          std::chrono::duration<double>(1.0 / per_second))),
      slack_(interval_ * (burst - 1)) {}

// The generic cell rate algorithm (ITU-T I.371): one number instead of a bucket that somebody
// fills.
RateBudget::Clock::time_point RateBudget::take(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point earliest = std::max(now, not_before_);
  even_ = std::max(even_, earliest);
  const Clock::time_point due = std::max(earliest, even_ - slack_);
  even_ += interval_;
  return due;
}

void RateBudget::pause(Clock::time_point until) {
  const std::lock_guard lock(mutex_);
  not_before_ = std::max(not_before_, until);
}

}  // namespace testtracker::databricks
