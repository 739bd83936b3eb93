#pragma once

// The servers that are meant by `databricks` and `databricks://PROFILE`.

#include "mlflow/tracking_uri.hpp"

#include <testtracker/result.hpp>

namespace testtracker::mlflow {

/// Host and token of DATABRICKS_HOST and DATABRICKS_TOKEN, unless the URI names a profile; else of
/// the profile in ~/.databrickscfg. Errors: as `finalize`.
Result<Server> databricks_server(const ServerOptions& options);

}  // namespace testtracker::mlflow
