#pragma once

// Where the verbs that judge get runs from: the MLflow server, else the sessions of this machine.
// Used by `gate`, `history`, `flaky` and `compare`.

#include "baseline/run_source.hpp"
#include "http/http_client.hpp"
#include "mlflow/client.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <string>

namespace testtracker::cli {

struct RunStoreOptions {
  std::string directory;    ///< of the project, whose local server may be meant
  std::string experiment;   ///< name; settings win
  bool is_offline = false;  ///< ask no server
};

/// The folder in which loaded runs are kept.
[[nodiscard]] std::string runs_cache(const settings::Settings& settings);

/// Owns what its source talks through.
struct RunStore {
  std::unique_ptr<http::HttpClient> http;
  std::unique_ptr<mlflow::Client> client;
  std::unique_ptr<baseline::RunSource> source;
  std::string place;  ///< for people: the experiment and its server, or the spool
  bool is_offline = false;
};

/// The configured server, else the project's local one if it runs, else the spool: only who
/// configured no server is judged without one. Starts nothing and asks nothing yet. Errors: as
/// tracking_server and the curl client.
Result<RunStore> open_run_store(const settings::Settings& settings, const RunStoreOptions& options);

}  // namespace testtracker::cli
