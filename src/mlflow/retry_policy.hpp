#pragma once

// When and how often a request is repeated. The numbers and their environment variables are those
// of MLflow's Python client (MLFLOW_HTTP_REQUEST_*).

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace testtracker::mlflow {

/// Repeats on 408, 425, 429, 500, 502, 503, 504, on 413 with Retry-After and on no answer; never on
/// other statuses, nor on a 5xx that is known to be permanent. Waits 0, f·2, f·4 … plus jitter, at
/// most `max_delay`, or what Retry-After says (capped by `max_delay`).
struct RetryPolicy {
  std::int32_t max_retries = 7;                    ///< 0–10
  std::chrono::milliseconds backoff_factor{2000};  ///< at most 120 s
  std::chrono::milliseconds jitter{1000};
  std::chrono::milliseconds max_delay{120000};
  std::chrono::milliseconds request_timeout{120000};  ///< one exchange
  bool respect_retry_after = true;
  /// Sleeps; returns false to give up early (the process shall end). Empty = sleeps for real.
  std::function<bool(std::chrono::milliseconds)> sleep;
  /// Told before each wait, for people: `MLflow at http://h:5000 answers 503; trying again in 4 s
  /// (2 of 7)`. May be empty.
  std::function<void(const std::string& sentence)> notice;
};

/// Whether a status, by itself, is worth a repetition.
[[nodiscard]] bool is_repeatable(int status, bool has_retry_after) noexcept;

/// The wait before the `repetition`th repetition, counted from 1, without jitter.
[[nodiscard]] std::chrono::milliseconds backoff(const RetryPolicy& policy, std::int32_t repetition);

/// A Retry-After header: seconds, or an HTTP date (RFC 9110 section 5.6.7) compared with `now`.
/// Never negative; nothing for what is neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(
    const std::string& text, std::chrono::system_clock::time_point now);

/// The repetitions of one call.
class Retries {
 public:
  /// `server` for the notice. `policy` must outlive it.
  Retries(const RetryPolicy& policy, std::string server);

  /// Waits for the next repetition. False when there shall be none. `reason` completes the notice:
  /// `answers 503`.
  bool wait(const std::string& reason, std::optional<std::chrono::milliseconds> retry_after);
  /// Repetitions so far.
  [[nodiscard]] std::int32_t count() const noexcept { return count_; }

 private:
  const RetryPolicy& policy_;
  std::string server_;
  std::int32_t count_ = 0;
};

}  // namespace testtracker::mlflow
