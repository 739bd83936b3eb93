#pragma once

// Calls of one server's REST API: headers, repetitions, replies as structs. Client is made of them.

#include "http/http_client.hpp"
#include "login/authorized_client.hpp"
#include "mlflow/json_describe.hpp"
#include "mlflow/outcome.hpp"
#include "mlflow/retry_policy.hpp"
#include "mlflow/tracking_uri.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace testtracker::mlflow {

/// One call that may be repeated.
struct Call {
  std::string action;  ///< for messages: `create a run in experiment 3`
  http::Request request;
  bool sends_credentials = true;
  std::chrono::milliseconds more_time{0};  ///< beyond the policy's time for one exchange
};

/// Not thread-safe. `http` must outlive it.
class Rest {
 public:
  using Query = std::vector<std::pair<std::string, std::string>>;

  Rest(Server server, http::HttpClient& http, RetryPolicy policy);

  /// GET of `/api/2.0/mlflow/<route>`.
  [[nodiscard]] Call get(std::string action, const std::string& route, const Query& query) const;
  /// POST of a described struct as JSON.
  template <typename Message>
  [[nodiscard]] Call post(std::string action, const std::string& route,
                          const Message& message) const {
    return post_text(std::move(action), k_api + route, to_json_text(message));
  }
  /// The same to a path from the server's root: `/v1/traces`.
  template <typename Message>
  [[nodiscard]] Call post_to_path(std::string action, const std::string& path,
                                  const Message& message) const {
    return post_text(std::move(action), path, to_json_text(message));
  }

  /// One exchange.
  Outcome once(const Call& call);
  /// With repetitions, as the policy has it.
  Outcome send(const Call& call);
  /// And the reply as a struct. Error `bad_format` for a success that is not MLflow's.
  template <typename Reply>
  Result<Reply> ask(const Call& call) {
    const Outcome outcome = send(call);
    return outcome.error ? Result<Reply>(*outcome.error) : parse<Reply>(call, outcome.response);
  }
  template <typename Reply>
  static Result<Reply> parse(const Call& call, const http::Response& response) {
    if (std::is_empty_v<Reply> && response.body.empty()) {
      return Reply{};  // MLflow 3.15 and newer answer some calls so
    }
    auto reply = from_json_text<Reply>(response.body);
    return reply ? std::move(reply) : Result<Reply>(unreadable(call, response, reply.error()));
  }

  [[nodiscard]] Retries retries() const { return {policy_, server_.base_url}; }
  [[nodiscard]] const Server& server() const noexcept { return server_; }
  [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

 private:
  static constexpr const char* k_api = "/api/2.0/mlflow/";

  [[nodiscard]] Call post_text(std::string action, const std::string& path, std::string json) const;
  static Error unreadable(const Call& call, const http::Response& response, const Error& problem);

  Server server_;
  http::HttpClient& http_;
  std::optional<login::AuthorizedClient> authorized_;  // of a workspace whose tokens are fetched
  RetryPolicy policy_;
  std::uint64_t requests_ = 0;
};

}  // namespace testtracker::mlflow
