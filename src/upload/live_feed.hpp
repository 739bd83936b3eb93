#pragma once

// What a run shows while its session still runs: how far it is and, for sessions of one program,
// the metrics of tests that have ended.

#include "mlflow/client.hpp"
#include "session/progress.hpp"
#include "session/session_result.hpp"
#include "upload/cursor.hpp"
#include "upload/value_selection.hpp"

#include <testtracker/result.hpp>

#include <set>
#include <string>
#include <vector>

namespace testtracker::upload {

/// Whether metrics go out as tests end, or wait until all tests of the session are known.
enum class EarlyMetrics { never, when_known_beforehand };

class LiveFeed {
 public:
  /// `already_there` are the keys of metrics that the run has.
  LiveFeed(SelectionOptions options, EarlyMetrics early, std::set<std::string> already_there)
      : options_(std::move(options)), early_(early), sent_(std::move(already_there)) {}

  /// Sends what is new, nothing if nothing is. What failed is sent again by the next call: the
  /// server drops what it has already. Errors: those of the client.
  Result<void> send(mlflow::Client& client, const Cursor& cursor,
                    const session::SessionResult& result, const session::Progress& progress);

  [[nodiscard]] const std::set<std::string>& sent_metrics() const noexcept { return sent_; }
  [[nodiscard]] bool had_progress() const noexcept { return !progress_.empty(); }

 private:
  [[nodiscard]] std::vector<mlflow::Metric> new_metrics(const Cursor& cursor,
                                                        const session::SessionResult& result) const;

  SelectionOptions options_;
  EarlyMetrics early_;
  std::set<std::string> sent_;
  std::string progress_;  ///< as it was sent last
};

/// `312 of 1054, 2 failed`; without the total when that is not known.
[[nodiscard]] std::string progress_text(const session::Progress& progress);

/// True when all tests of the session are known before the first one ends, so that keys and number
/// of keys cannot change any more: there is one test program at most and, behind a runner, it is
/// what the runner started. Of a `ctest` this cannot be told: its first program looks the same.
[[nodiscard]] bool is_known_beforehand(const session::SessionResult& result);

}  // namespace testtracker::upload
