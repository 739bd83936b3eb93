#pragma once

// Where and how notebooks run as Databricks jobs: the table [notebook.databricks] of
// testtracker.toml, see docs/databricks.md.

#include <chrono>
#include <string>

namespace testtracker::databricks {

/// Notebooks of a commit of a Git repository instead of the workspace. Empty `url` = not so.
struct GitSource {
  std::string url;
  std::string provider;  ///< `gitHub`, `gitLab` …
  std::string branch;    ///< exactly one of these three
  std::string tag;
  std::string commit;
};

struct JobOptions {
  std::string cluster_id;   ///< a running cluster; with it no new_cluster
  std::string new_cluster;  ///< JSON object of the Jobs API; both empty = serverless
  std::string environment;  ///< serverless only: version of the environment, such as `2`
  GitSource git;
  /// Between two looks at a run: twice as long each time.
  std::chrono::milliseconds first_pause{1000};
  std::chrono::milliseconds longest_pause{10000};
  /// How long a cancelled run may take to end before the engine stops waiting for it.
  std::chrono::milliseconds cancel_grace{60000};
};

}  // namespace testtracker::databricks
