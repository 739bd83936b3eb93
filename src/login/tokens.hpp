#pragma once

// Tokens for the Authorization header: a personal one as it is, those of OAuth clients and Azure
// service principals fetched, kept and renewed before they end. Used by AuthorizedClient.

#include "http/http_client.hpp"
#include "login/credentials.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <string>

namespace testtracker::login {

/// Not thread-safe. `http` must outlive it.
class Tokens {
 public:
  Tokens(Credentials credentials, http::HttpClient& http)
      : credentials_(std::move(credentials)), http_(http) {}

  /// `Bearer …`. Fetches a token when there is none or its last quarter (at most 5 minutes) has
  /// begun. Errors: `unauthorized` when the client is refused, `unreachable`, `retry_later`,
  /// `bad_format`.
  Result<std::string> authorization(std::chrono::steady_clock::time_point deadline);
  /// The server does not accept the token: the next call fetches another. False when there is no
  /// other to be had.
  bool renew();

  [[nodiscard]] const Credentials& credentials() const noexcept { return credentials_; }

 private:
  Result<void> fetch(std::chrono::steady_clock::time_point deadline);
  [[nodiscard]] http::Request request_to(const std::string& endpoint) const;
  std::string endpoint(std::chrono::steady_clock::time_point deadline);

  Credentials credentials_;
  http::HttpClient& http_;
  std::string endpoint_;
  std::string token_;
  std::chrono::steady_clock::time_point renew_at_;
};

}  // namespace testtracker::login
