#pragma once

// What is remembered of a project's local MLflow between two calls: .testtracker/server.json.
//
//   <project>/.testtracker/   0755, ignored by git
//     server.json             the running server; written when it answers, removed when it stops
//     server.lock             flock of whoever starts or stops it
//     server.log              what MLflow had to say
//     server.port             the last port: taken again if it is free, so that links stay valid
//     mlflow.db  artifacts/   MLflow's; written through its REST API only

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace testtracker::server {

/// A started server, as server.json has it.
struct LocalServer {
  std::string project;  ///< the folder that holds .testtracker; not in the file
  std::string url;      ///< http://127.0.0.1:<port>
  std::int64_t pid = 0;
  std::uint64_t start_ticks = 0;   ///< tells a reused pid from the server
  std::string boot_id;             ///< pids mean something only on the same boot
  std::string version;             ///< of MLflow, for example `3.17.2`
  std::string mlflow;              ///< path of the program
  std::chrono::seconds started{};  ///< since 1970, UTC
};

/// Paths of one project; a value.
class ServerFolder {
 public:
  explicit ServerFolder(std::string project) : project_(std::move(project)) {}

  [[nodiscard]] const std::string& project() const noexcept { return project_; }
  [[nodiscard]] std::string path() const { return project_ + "/.testtracker"; }
  [[nodiscard]] std::string file() const { return path() + "/server.json"; }
  [[nodiscard]] std::string lock() const { return path() + "/server.lock"; }
  [[nodiscard]] std::string log() const { return path() + "/server.log"; }
  [[nodiscard]] std::string port() const { return path() + "/server.port"; }
  [[nodiscard]] std::string database() const { return path() + "/mlflow.db"; }

  /// Makes the folder and its .gitignore. Errors: `io`.
  [[nodiscard]] Result<void> create() const;

 private:
  std::string project_;
};

/// Where the project of `directory` keeps its server: the nearest folder upwards that has a
/// .testtracker, else a testtracker.toml, else a .git, else `directory` itself. Canonical.
[[nodiscard]] ServerFolder project_of(const std::string& directory);

/// Errors: `not_found`, `bad_format`.
Result<LocalServer> read_server_file(const ServerFolder& folder);
/// Atomic. Errors: `io`.
Result<void> write_server_file(const ServerFolder& folder, const LocalServer& server);

}  // namespace testtracker::server
