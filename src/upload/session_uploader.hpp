#pragma once

// Delivers one session: at once when it is over, or following it while its tests run. Holds the
// session's lock from `open` on. What happens is in the session's files `cursor.json`, `outcome`
// and `delivered`.

#include "context/run_context.hpp"
#include "http/http_client.hpp"
#include "mlflow/client.hpp"
#include "session/session_reader.hpp"
#include "spool/session_folder.hpp"
#include "upload/cursor.hpp"
#include "upload/final_delivery.hpp"
#include "upload/live_feed.hpp"
#include "upload/run_opening.hpp"
#include "upload/session_lock.hpp"

#include <testtracker/result.hpp>
#include <testtracker/uploader.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace testtracker::upload {

struct SessionUploaderOptions {
  Target target;
  FinalOptions finish;
  mlflow::RetryPolicy policy;  ///< of the final delivery; while following nothing is repeated
  bool live = true;            ///< while following: send before the end
  EarlyMetrics early_metrics = EarlyMetrics::when_known_beforehand;  ///< never below a `ctest`
  bool again = false;  ///< deliver as a new run, whatever happened before
  /// For the lock. A session's own uploader may meet another one that looks whether the session
  /// waits for delivery, and must not leave it to that one.
  std::chrono::milliseconds lock_patience{0};
  bool tells_early = true;  ///< while following: write `spooled` as soon as the server is away
};

/// What an uploader works on. References must outlive it.
struct UploadJob {
  spool::SessionFolder folder;
  context::RunContext context;  ///< completed with what the test programs say of their build
  mlflow::Server server;
  http::HttpClient& http;
};

/// Not thread-safe.
class SessionUploader {
 public:
  /// Takes the lock. Errors: `busy`, `not_found`, `io`.
  static Result<SessionUploader> open(UploadJob job, SessionUploaderOptions options);

  /// Delivers a session that is over. Errors: `busy` when it still runs, `newer_format`, `io`: the
  /// session could not be read and nothing was tried. Whether the server took it is in the report.
  Result<DeliveryReport> deliver();

  /// Follows the session to its end, then as `deliver`.
  Result<DeliveryReport> follow();

 private:
  SessionUploader(UploadJob job, SessionUploaderOptions options, SessionLock lock,
                  session::SessionReader reader);

  Result<void> begin();
  Result<void> watch();
  void work_live(const session::SessionResult& result);
  Result<void> open_run_once(mlflow::Client& client, const session::SessionResult& result);
  void note_live_failure(const Error& error);
  [[nodiscard]] bool may_open(const session::SessionResult& result) const;

  DeliveryReport finish();
  Result<void> finish_steps(mlflow::Client& client, const session::SessionResult& result);
  DeliveryReport conclude(const Result<void>& done, std::uint64_t requests);
  [[nodiscard]] DeliveryReport report_so_far() const;
  Result<void> complete_context(const session::SessionResult& result);
  Result<void> tell_late_commit(mlflow::Client& client, const session::SessionResult& result);
  [[nodiscard]] RunFacts facts_of(const session::SessionResult& result) const;
  Result<void> save(const Cursor& cursor) const;
  void log(const std::string& sentence) const { options_.finish.log(sentence); }

  UploadJob job_;
  SessionUploaderOptions options_;
  SessionLock lock_;
  session::SessionReader reader_;
  Cursor cursor_;
  std::optional<OpenRun> open_;
  std::optional<LiveFeed> feed_;
  mlflow::Client live_client_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point next_live_{};
  std::chrono::milliseconds live_pause_{};
  std::string live_failure_;  ///< the last one, so that it is logged once
  bool has_given_up_live_ = false;
};

/// What is said of a session that would have to be over.
[[nodiscard]] Error still_runs(const spool::SessionFolder& folder);

/// How an error of the client ends a delivery.
[[nodiscard]] DeliveryOutcome outcome_of(ErrorCode code) noexcept;

}  // namespace testtracker::upload
