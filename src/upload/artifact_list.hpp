#pragma once

// The files that a run gets. Specified in docs/mlflow_mapping.md, "Artifacts".

#include "context/run_context.hpp"
#include "session/session_result.hpp"
#include "spool/session_folder.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace testtracker::upload {

/// One file: made when it is needed, or lying on disk.
struct Artifact {
  std::string path;                   ///< in MLflow
  std::function<std::string()> make;  ///< its content; empty when it is a file
  std::string file;
};

struct ArtifactList {
  std::vector<Artifact> artifacts;
  std::vector<std::string> remarks;  ///< sentences about what is missing and why
};

/// The arguments must outlive the list. Requires: one key per test; the session is over.
[[nodiscard]] ArtifactList list_artifacts(const spool::SessionFolder& folder,
                                          const session::SessionResult& result,
                                          const context::RunContext& context,
                                          const std::vector<std::string>& keys,
                                          std::size_t max_logs);

}  // namespace testtracker::upload
