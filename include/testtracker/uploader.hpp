#pragma once

// Delivers sessions from the spool to MLflow, exactly once, however often it is called, interrupted
// or killed. What appears there: docs/mlflow_mapping.md. The program `testtracker upload` does the
// same with all settings; this is for programs that want no other process.

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker {

enum class DeliveryOutcome {
  delivered,    ///< everything is at the server, the run has ended
  retry_later,  ///< the server was away or busy; all is kept, a later call goes on
  rejected,     ///< the server refused for good; kept with its reply
};

struct DeliveryReport {
  DeliveryOutcome outcome = DeliveryOutcome::retry_later;
  std::string message;  ///< a sentence: why not, and what to type
  std::string session;  ///< its id
  std::string run_id;
  std::string run_url;
  std::string trend_url;
  std::string compare_url;  ///< empty when there is no previous run of the series
  std::string traces_url;   ///< empty when the run has no traces
  std::uint64_t requests = 0;
  std::chrono::nanoseconds took{};
};

/// Where to deliver to and what the session is about. Empty = not set.
struct UploadOptions {
  std::string tracking_uri;  ///< http(s)://…, databricks, databricks://profile
  std::string username;      ///< basic authentication; with a password it wins over the token
  std::string password;
  std::string token;
  std::string ca_bundle;           ///< PEM file
  std::string client_certificate;  ///< PEM file with certificate and key
  std::string experiment;          ///< otherwise the name of the session's working directory
  // These count only as long as nobody wrote the session's context.json.
  std::string commit;
  std::string branch;
  std::string suite;
  std::optional<std::int64_t> build;  ///< ≥ 1, grows along the series
  std::vector<std::pair<std::string, std::string>> tags;
  bool again = false;  ///< deliver as a new run, whatever happened before
};

/// Delivers the session in `session_folder`, which must be over. Blocks, with repetitions for
/// minutes while the server is away. Any number of processes may try at the same time: one works.
/// Errors: `busy` (the session still runs, or another process delivers it), `not_found`,
/// `newer_format`, `invalid_argument` and `unsupported` for options that cannot work, `io`. Whether
/// the server took it is in the report. Thread-safe for different sessions.
Result<DeliveryReport> deliver_session(const std::string& session_folder,
                                       const UploadOptions& options);

}  // namespace testtracker
