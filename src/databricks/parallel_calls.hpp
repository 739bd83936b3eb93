#pragma once

// Many calls of one workspace at once: some threads, a connection each, one rate budget. Used by
// what deploys to a workspace.

#include "databricks/paced_client.hpp"
#include "databricks/rate_budget.hpp"
#include "databricks/rest.hpp"
#include "deploy/target.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace testtracker::databricks {

struct ParallelOptions {
  std::size_t connections = 8;  ///< at least 1
  /// What a workspace takes of imports, as the page about its limits says: 30 a second.
  double requests_per_second = 30;
  RestOptions rest = {};  ///< its `sleep` is ours
};

/// Not thread-safe: one call at a time.
class ParallelCalls {
 public:
  /// Nothing is sent yet. Errors: of http::make_curl_client.
  static Result<std::unique_ptr<ParallelCalls>> create(const Credentials& credentials,
                                                       const ParallelOptions& options);

  /// Does `work(0)` … `work(count - 1)` in any order, each with the connection of its thread, and
  /// waits for all. After the first error nothing is begun any more and that error returned;
  /// `busy` once `hooks.is_cancelled` says so, also while a thread waits to repeat a call. `work`
  /// must be safe to call from several threads.
  Result<void> run(std::size_t count, const std::function<Result<void>(std::size_t, Rest&)>& work,
                   const deploy::ImportHooks& hooks);
  /// For single calls. Requires: `run` is not at work.
  [[nodiscard]] Rest& rest() { return connections_.front()->rest; }

 private:
  struct Connection {
    std::unique_ptr<http::HttpClient> http;
    Rest rest;
  };
  struct Round;

  ParallelCalls(const ParallelOptions& options);
  Result<void> connect(const Credentials& credentials, const ParallelOptions& options);
  bool pause(std::chrono::milliseconds time);

  RateBudget budget_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Round* round_ = nullptr;  ///< of the `run` at work
};

}  // namespace testtracker::databricks
