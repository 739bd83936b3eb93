#pragma once

// Calls of one workspace's REST API: credentials, what an answer means, repetitions. Everything
// that talks to Databricks is made of them. What is repeated and how errors read follows the
// official clients; docs/databricks.md tells it to people.

#include "http/http_client.hpp"
#include "login/authorized_client.hpp"
#include "mlflow/json_describe.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::databricks {

using login::AuthKind;
using login::Credentials;

struct Call {
  std::string action;  ///< for messages: `submit the notebook /t/a`
  http::Method method = http::Method::get;
  std::string path;  ///< `/api/2.2/jobs/runs/get`
  std::vector<std::pair<std::string, std::string>> query;
  std::string body;          ///< JSON
  bool is_body_raw = false;  ///< bytes, not JSON
  std::string body_file;     ///< if not empty: the bytes of this file are sent instead
  /// The reply is somebody's file: a page of HTML is as good as anything.
  bool takes_any_reply = false;
  /// Doing it twice is as good as once: then a lost reply, 500, 502 and 504 are repeated too.
  bool is_idempotent = true;
};

/// What came of one exchange.
struct Outcome {
  http::Response response;     ///< status 0 = none came
  std::optional<Error> error;  ///< nothing = success
  std::string error_code;      ///< of Databricks: `RESOURCE_ALREADY_EXISTS`; may be empty
  bool is_repeatable = false;
  std::optional<std::chrono::milliseconds> retry_after;
};

struct RestOptions {
  std::chrono::milliseconds request_timeout{60000};  ///< one exchange
  std::chrono::milliseconds patience{300000};        ///< of `ask`, repetitions included
  /// Sleeps; returns false to give up. Empty = sleeps for real.
  std::function<bool(std::chrono::milliseconds)> sleep;
};

/// The pause before the `repetition`th repetition, counted from 1: one second more each time, at
/// most ten, plus up to a second by chance; or what the server asked for, at most a minute.
[[nodiscard]] std::chrono::milliseconds pause_before(
    std::int32_t repetition, std::optional<std::chrono::milliseconds> retry_after);

/// Not thread-safe. `http` must outlive it.
class Rest {
 public:
  Rest(Credentials credentials, http::HttpClient& http, RestOptions options = {});

  /// One exchange.
  Outcome once(const Call& call);
  /// With repetitions while they make sense, at most for `patience`.
  Outcome send(const Call& call);
  /// And the reply as a described struct. Error `bad_format` for something else.
  template <typename Reply>
  Result<Reply> ask(const Call& call) {
    const Outcome outcome = send(call);
    return outcome.error ? Result<Reply>(*outcome.error) : parse<Reply>(call, outcome.response);
  }
  template <typename Reply>
  [[nodiscard]] Result<Reply> parse(const Call& call, const http::Response& response) const {
    auto reply = mlflow::from_json_text<Reply>(response.body);
    return reply ? std::move(reply) : Result<Reply>(unreadable(call, reply.error()));
  }

  /// A pause between two calls. False: the caller shall give up.
  bool sleep(std::chrono::milliseconds time);

  [[nodiscard]] const Credentials& credentials() const noexcept { return http_.credentials(); }

 private:
  [[nodiscard]] Error unreadable(const Call& call, const Error& problem) const;

  login::AuthorizedClient http_;
  RestOptions options_;
};

}  // namespace testtracker::databricks
