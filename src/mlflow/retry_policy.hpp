#pragma once

// When and how often a request is repeated. The numbers and their environment variables are those
// of MLflow's Python client (MLFLOW_HTTP_REQUEST_*).

#include <chrono>
#include <cstdint>
#include <functional>

namespace testtracker::mlflow {

/// Repeats on 408, 425, 429, 500, 502, 503, 504 and on no answer; never on other statuses, nor on a
/// 5xx that is known to be permanent. Waits 0, f·2, f·4 … plus jitter, at most `max_delay`, or what
/// Retry-After says (capped by `max_delay`).
struct RetryPolicy {
  std::int32_t max_retries = 7;                    ///< 0–10
  std::chrono::milliseconds backoff_factor{2000};  ///< at most 120 s
  std::chrono::milliseconds jitter{1000};
  std::chrono::milliseconds max_delay{120000};
  std::chrono::milliseconds request_timeout{120000};  ///< one exchange
  bool respect_retry_after = true;
  /// Sleeps; returns false to give up early (the process shall end). Replaced in tests.
  std::function<bool(std::chrono::milliseconds)> sleep;
};

}  // namespace testtracker::mlflow
