#pragma once

// An HttpClient that logs in to a Databricks workspace: each request gets the Authorization header.
// Used by all that talks to a workspace, its MLflow included.

#include "http/http_client.hpp"
#include "login/tokens.hpp"

#include <utility>

namespace testtracker::login {

/// Not thread-safe. `http` must outlive it.
class AuthorizedClient final : public http::HttpClient {
 public:
  AuthorizedClient(Credentials credentials, http::HttpClient& http)
      : tokens_(std::move(credentials), http), http_(http) {}

  /// A request that is refused for its token (401) is sent again with a new one, if there is
  /// another to be had. Errors also: those of Tokens::authorization; nothing was sent then.
  Result<http::Response> send(const http::Request& request,
                              std::chrono::steady_clock::time_point deadline) override;

  [[nodiscard]] const Credentials& credentials() const noexcept { return tokens_.credentials(); }

 private:
  Result<http::Response> send_once(const http::Request& request,
                                   std::chrono::steady_clock::time_point deadline);

  Tokens tokens_;
  http::HttpClient& http_;
};

}  // namespace testtracker::login
