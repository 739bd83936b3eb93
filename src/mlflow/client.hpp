#pragma once

// One client for the parts of MLflow's REST API that testtracker uses. Validates everything before
// it is sent, because the server answers 200 to a message that it only half understood, and stores
// what it understood. Retries inside, by its RetryPolicy.

#include "http/http_client.hpp"
#include "mlflow/messages.hpp"
#include "mlflow/rest.hpp"
#include "mlflow/retry_policy.hpp"
#include "mlflow/trace_messages.hpp"
#include "mlflow/tracking_uri.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace testtracker::mlflow {

/// One server. Not thread-safe; holds one connection. `http` must outlive it.
/// Errors of every call: `unreachable` and `retry_later` after the retry policy gave up,
/// `unauthorized`, `rejected` (with the server's own words), `not_found`, `unsupported` when the
/// address is no MLflow server's, `bad_format` for a success that is not MLflow's, and
/// `invalid_argument` for values that must not be sent. Each message names the server (without
/// credentials) and what to do.
class Client {
 public:
  Client(Server server, http::HttpClient& http, RetryPolicy policy);

  /// `3.17.2`; on Databricks, which tells none, `databricks`. Cached after the first success.
  Result<std::string> version();
  /// Whether `version()` is at least `major.minor`; Databricks always is.
  Result<bool> is_at_least(int major, int minor);

  /// By name; created when missing. A deleted experiment still owns its name: `rejected`, with
  /// the sentence how to restore it. Of a new one only id and name are filled.
  Result<Experiment> get_or_create_experiment(const std::string& name);
  Result<Experiment> get_experiment(const std::string& id);
  /// By name, `not_found` when there is none; a deleted one as above.
  Result<Experiment> find_experiment(const std::string& name);
  /// Values above the server's limit (20,000 characters; 5,000 before 3.16) are
  /// `invalid_argument`.
  Result<void> set_experiment_tag(const std::string& experiment_id, const std::string& key,
                                  const std::string& value);

  /// Not idempotent on the server: the request's tags must carry `testtracker.session`, and before
  /// each repetition the client searches for that tag, so that no second run is made. When a
  /// request that seemed lost made one nevertheless, the superfluous one is deleted.
  Result<Run> create_run(const CreateRun& request);
  /// Also a deleted one; its lifecycle_stage says so.
  Result<Run> get_run(const std::string& run_id);
  Result<void> update_run(const UpdateRun& request);
  /// At most `max_results` runs, over as many pages as needed: a page holds 100 at the most.
  Result<std::vector<Run>> search_runs(const SearchRuns& request);

  /// Any number of entries; split into batches within the server's limits, params first filled up
  /// with metrics. Safe to repeat: values that are there already are no error, also on servers
  /// before 3.16 that refuse a repeated NaN. A param that is there with another value is
  /// `rejected`, naming both. Returns how many batches were sent.
  Result<std::uint64_t> log(const std::string& run_id, const std::vector<Metric>& metrics,
                            const std::vector<Param>& params, const std::vector<Tag>& tags);

  /// Through the server's artifact proxy, overwriting. `path` is relative, `/` separated.
  /// `unsupported` when the run's artifacts are not proxied; the message says what to do.
  Result<void> put_artifact(const Run& run, const std::string& path, const std::string& content);
  Result<void> put_artifact_file(const Run& run, const std::string& path, const std::string& file);
  /// `not_found` when there is none.
  Result<std::string> get_artifact(const Run& run, const std::string& path);
  /// Files and folders directly in `folder`, empty = the root. An absent folder is empty.
  Result<std::vector<Artifact>> list_artifacts(const std::string& run_id,
                                               const std::string& folder);

  /// Any number of traces of one experiment: their spans in batches, then the information of each
  /// in a request of its own. Safe to repeat: what is there already is written over. `unsupported`
  /// when the server has no way in for spans; nothing was written then. Requires: MLflow 3.12.
  Result<void> put_traces(const std::string& experiment_id, const std::vector<Trace>& traces);
  /// Ids of all traces whose source is that run.
  Result<std::set<std::string>> trace_ids_of_run(const std::string& experiment_id,
                                                 const std::string& run_id);

  [[nodiscard]] const Server& server() const noexcept { return rest_.server(); }
  /// HTTP exchanges so far, repetitions included.
  [[nodiscard]] std::uint64_t requests() const noexcept { return rest_.requests(); }

 private:
  Result<void> check_create(const CreateRun& request);
  Result<std::vector<Run>> runs_of_session(const CreateRun& request);
  Result<Run> keep_one(const CreateRun& request, const Run& made);
  Result<std::size_t> max_tag(const std::vector<Tag>& tags);
  Result<void> check_all(const std::vector<Metric>& metrics, const std::vector<Param>& params,
                         const std::vector<Tag>& tags);
  Result<void> send_batch(const LogBatch& batch);
  Result<void> send_without_known_nans(LogBatch batch, const Error& refusal);
  Error explain_changed_param(const LogBatch& batch, const Error& refusal);
  Result<void> put(const Run& run, const std::string& path, http::Request request,
                   std::uint64_t bytes);
  Result<bool> has_artifact(const std::string& run_id, const std::string& path);
  Result<void> put_spans(const std::string& experiment_id, std::vector<Span> spans);

  Rest rest_;
  std::string version_;
};

}  // namespace testtracker::mlflow
