#pragma once

// Addresses of MLflow's pages. Specified in docs/mlflow_mapping.md, "The experiment". Pure.

#include <string>

namespace testtracker::upload {

/// Where a run is; everything that a link needs.
struct Place {
  std::string ui_url;  ///< of the server, without a trailing slash; empty for relative links
  std::string experiment_id;
  std::string run_id;
  std::string previous_run_id;  ///< of the series; empty = none
  bool has_views = false;       ///< the prepared views are there
};

/// The runs of the experiment as lines over builds; without views the list of runs.
[[nodiscard]] std::string trend_link(const Place& place);
/// A table with the tests that failed last; without views the list of runs.
[[nodiscard]] std::string status_link(const Place& place);
[[nodiscard]] std::string run_link(const Place& place);
/// Empty when there is no previous run.
[[nodiscard]] std::string compare_link(const Place& place);
/// The run's traces; with a previous run, both runs' beside each other.
[[nodiscard]] std::string traces_link(const Place& place);
/// `path` as it was given to the artifact.
[[nodiscard]] std::string artifact_link(const Place& place, const std::string& path);

}  // namespace testtracker::upload
