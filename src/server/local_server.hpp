#pragma once

// The local MLflow of a project: found, started once, stopped whole. Used when no tracking URI is
// configured. docs/cli.md, "server", is its page.

#include "http/http_client.hpp"
#include "server/server_file.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace testtracker::server {

/// The running server of the nearest project upwards from `directory` that has one: its process is
/// the one of server.json and answers GET /health within 2 s. A file that a dead server left is
/// passed over.
[[nodiscard]] std::optional<LocalServer> find_running(const std::string& directory,
                                                      http::HttpClient& http);

/// True while somebody starts or stops the server of `directory`'s project.
[[nodiscard]] bool is_starting(const std::string& directory);

struct StartOptions {
  std::string mlflow;  ///< setting server.mlflow; empty = search
  std::chrono::seconds patience{120};
  /// Called about ten times a second with the time since the start, as long as it is waited for.
  std::function<void(std::chrono::milliseconds)> on_wait;
};

/// The running server of `directory`'s project, started when there is none: in a session of its
/// own, on a free port of 127.0.0.1. Two processes that call this at the same time get one server.
/// Errors: `not_found` (no mlflow), `io`, `unreachable` (it ended, or did not answer in time: the
/// message has its last words and names the log), `busy` (somebody else starts it and takes longer
/// than `patience`).
Result<LocalServer> start(const std::string& directory, const StartOptions& options,
                          http::HttpClient& http);

enum class Stopped {
  none_was_running,
  stopped,
};

/// Ends all processes of the server of `directory`'s project, SIGTERM first, and removes
/// server.json. A process that merely has the pid of a dead server is left alone. Errors: `io` when
/// processes stay, `busy` while somebody starts it.
Result<Stopped> stop(const std::string& directory);

}  // namespace testtracker::server
