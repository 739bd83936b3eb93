#pragma once

// What came of one exchange, judged: success, worth repeating, or refused for good, with the
// sentence that tells a person what to do.

#include "http/http_client.hpp"
#include "mlflow/replies.hpp"
#include "mlflow/tracking_uri.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace testtracker::mlflow {

struct Outcome {
  http::Response response;     ///< status 0 = none came
  std::optional<Error> error;  ///< nothing = success (200–299)
  ErrorReply words;            ///< the server's own, when they are JSON
  bool is_repeatable = false;
  std::optional<std::chrono::milliseconds> retry_after;
  std::string reason;  ///< for a notice: `answers 503`, `does not answer (…)`
};

/// `action` begins the message: `create a run in experiment 3`.
[[nodiscard]] Outcome judge(const Server& server, const std::string& action,
                            const http::Request& request, Result<http::Response> reply);

/// True for a body that is an HTML page, whatever its content type says.
[[nodiscard]] bool is_html(const std::string& body);

/// An answer of status 200 that is not MLflow's. `problem` completes `it answered 200 with …`.
[[nodiscard]] Error not_mlflow(const std::string& action, const http::Request& request,
                               const std::string& problem);

}  // namespace testtracker::mlflow
