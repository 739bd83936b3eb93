#pragma once

// Where a run's artifacts are written to over HTTP.

#include "mlflow/tracking_uri.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::mlflow {

struct ArtifactAddress {
  std::string url;  ///< percent-encoded
  bool sends_credentials = true;
};

/// From RunInfo::artifact_uri and a relative path. `mlflow-artifacts:` is the server's proxy (a
/// host in it wins), http and https are taken as they are and get credentials only on the tracking
/// server's own host; none are sent in clear when the tracking server has TLS.
/// Errors: `unsupported` for all other schemes, with what to do; `invalid_argument` for the path.
[[nodiscard]] Result<ArtifactAddress> artifact_address(const Server& server,
                                                       const std::string& artifact_uri,
                                                       const std::string& path);

/// By the ending of the name; `application/octet-stream` when it says nothing.
[[nodiscard]] std::string content_type(const std::string& path);

}  // namespace testtracker::mlflow
