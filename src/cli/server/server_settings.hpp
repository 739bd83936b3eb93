#pragma once

// Settings as the parts that talk to MLflow want them: those know no settings.

#include "http/curl_client.hpp"
#include "mlflow/retry_policy.hpp"
#include "mlflow/tracking_uri.hpp"
#include "settings/settings.hpp"

namespace testtracker::cli {

/// Everything that says which server and with which credentials, and HOME, whose files may hold
/// them; `mlflow::finalize` checks it.
[[nodiscard]] mlflow::ServerOptions server_options(const settings::Settings& settings);

/// For `http::make_curl_client`: TLS as the server wants it, connections as the settings say.
[[nodiscard]] http::CurlOptions curl_options(const settings::Settings& settings,
                                             const mlflow::Server& server);

/// How patient requests are. Sleeps for real.
[[nodiscard]] mlflow::RetryPolicy retry_policy(const settings::Settings& settings);

}  // namespace testtracker::cli
