#pragma once

// Settings as the parts that talk to MLflow want them: those know no settings.

#include "mlflow/retry_policy.hpp"
#include "mlflow/tracking_uri.hpp"
#include "settings/settings.hpp"

namespace testtracker::cli {

/// Everything that says which server and with which credentials; `mlflow::finalize` checks it.
[[nodiscard]] mlflow::ServerOptions server_options(const settings::Settings& settings);

/// How patient requests are. Sleeps for real.
[[nodiscard]] mlflow::RetryPolicy retry_policy(const settings::Settings& settings);

}  // namespace testtracker::cli
