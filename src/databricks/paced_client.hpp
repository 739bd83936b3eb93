#pragma once

// An HttpClient that asks a workspace no more often than a shared budget allows, and that passes a
// 429 with Retry-After on to all who share it. Used by ParallelCalls.

#include "databricks/rate_budget.hpp"
#include "http/http_client.hpp"

#include <memory>

namespace testtracker::databricks {

/// `budget` must outlive it; it may be shared by clients of several threads.
class PacedClient final : public http::HttpClient {
 public:
  PacedClient(std::unique_ptr<http::HttpClient> client, RateBudget& budget)
      : client_(std::move(client)), budget_(budget) {}

  /// The time that it waits for its place does not count in the deadline.
  Result<http::Response> send(const http::Request& request,
                              std::chrono::steady_clock::time_point deadline) override;

 private:
  std::unique_ptr<http::HttpClient> client_;
  RateBudget& budget_;
};

}  // namespace testtracker::databricks
