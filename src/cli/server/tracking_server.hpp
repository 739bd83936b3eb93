#pragma once

// Which MLflow is meant: the configured one, else the project's own local server, which may be
// started. Every verb that talks to MLflow asks here. docs/cli.md, "server".

#include "http/http_client.hpp"
#include "mlflow/tracking_uri.hpp"
#include "server/local_server.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace testtracker::cli {

struct TrackingServer {
  mlflow::Server server;
  std::optional<server::LocalServer> local;  ///< present when it is the project's own
};

/// Whether a local server may be started when none is configured and none runs; the setting
/// `server.start` can forbid it, too.
enum class ServerStart { never, allowed };

/// The setting tracking_uri; else the running local server of `directory`'s project, one that is
/// just being started included; else, if it is allowed, a new one. `on_wait`: as
/// server::StartOptions has it; may be empty.
/// Errors: as mlflow::finalize and server::start; `unreachable` when there is no server: the
/// message says why there is none and how to get one.
Result<TrackingServer> find_tracking_server(
    const settings::Settings& settings, const std::string& directory, ServerStart start,
    const std::function<void(std::chrono::milliseconds)>& on_wait = {});

/// The same, for those who do not care whose it is.
Result<mlflow::Server> tracking_server(const settings::Settings& settings,
                                       const std::string& directory, ServerStart start);

/// A client for the local server: whatever proxies the environment names, it is asked directly.
/// Errors: as http::make_curl_client.
Result<std::unique_ptr<http::HttpClient>> make_local_client();

}  // namespace testtracker::cli
