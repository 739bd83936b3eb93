#pragma once

// What a version of MLflow can do. Pure. docs/mlflow_mapping.md, "Older servers".

#include <cstddef>
#include <string>

namespace testtracker::upload {

struct ServerAbilities {
  std::size_t max_tag_bytes = 5000;             ///< of runs
  std::size_t max_experiment_tag_bytes = 5000;  ///< of experiments
  bool has_views = false;                       ///< understands prepared views
  bool has_traces = false;                      ///< its pages compare traces of two runs
};

/// `version` as in `3.17.2`, `3.0.0rc1`; anything else gets what every server can do.
[[nodiscard]] ServerAbilities abilities_of(const std::string& version);

}  // namespace testtracker::upload
