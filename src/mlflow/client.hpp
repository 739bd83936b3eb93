#pragma once

// One client for the parts of MLflow's REST API that testtracker uses. Validates everything before
// it is sent, because the server answers 200 to a message that it only half understood
// (docs/mlflow_mapping.md, "Silent truncation"). Retries inside, by its RetryPolicy.

#include "http/http_client.hpp"
#include "mlflow/messages.hpp"
#include "mlflow/retry_policy.hpp"
#include "mlflow/tracking_uri.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::mlflow {

/// One server. Not thread-safe; holds one connection. `http` must outlive it.
/// Errors of every call: `unreachable` and `retry_later` after the retry policy gave up,
/// `unauthorized`, `rejected` (with the server's own words), `invalid_argument` for values that
/// must not be sent. Each message names the server (without credentials) and what to do.
class Client {
 public:
  Client(Server server, http::HttpClient& http, RetryPolicy policy);

  /// `3.17.2`; `unreachable` when nobody answers. Cached after the first success.
  Result<std::string> version();

  /// By name; created when missing. A deleted experiment still owns its name: `rejected`, with
  /// the sentence how to restore it.
  Result<Experiment> get_or_create_experiment(const std::string& name);
  Result<Experiment> get_experiment(const std::string& id);
  /// Values above the server's limit are `invalid_argument`.
  Result<void> set_experiment_tag(const std::string& experiment_id, const std::string& key,
                                  const std::string& value);

  /// Not idempotent on the server: the request's tags must carry `testtracker.session`, and before
  /// each repetition the client searches for that tag, so that no second run is made.
  Result<Run> create_run(const CreateRun& request);
  Result<Run> get_run(const std::string& run_id);
  Result<void> update_run(const UpdateRun& request);
  Result<std::vector<Run>> search_runs(const SearchRuns& request);

  /// Any number of entries; split into batches within the server's limits, params first filled up
  /// with metrics. Safe to repeat: values that are there already are no error, also on servers
  /// before 3.16 that refuse a repeated NaN. Returns how many requests were made.
  Result<std::uint64_t> log(const std::string& run_id, const std::vector<Metric>& metrics,
                            const std::vector<Param>& params, const std::vector<Tag>& tags);

  /// Through the server's artifact proxy, overwriting. `path` is relative, `/` separated.
  /// `unsupported` when the run's artifacts are not proxied; the message says what to do.
  Result<void> put_artifact(const Run& run, const std::string& path, const std::string& content);
  Result<void> put_artifact_file(const Run& run, const std::string& path, const std::string& file);

  [[nodiscard]] const Server& server() const noexcept { return server_; }
  /// HTTP exchanges so far, repetitions included.
  [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

 private:
  Server server_;
  http::HttpClient& http_;
  RetryPolicy policy_;
  std::string version_;
  std::uint64_t requests_ = 0;
};

}  // namespace testtracker::mlflow
