#pragma once

// Requests and replies of the tracking API as plain structs. Boost.Describe lists their members, so
// that mlflow/json_describe.hpp turns every one of them into JSON and back in one template.
// Member names are the names on the wire. Source: MLflow REST API, service.proto.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::mlflow {

BOOST_DEFINE_ENUM_CLASS(RunStatus, RUNNING, SCHEDULED, FINISHED, FAILED, KILLED)

struct Tag {
  std::string key;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Tag, (), (key, value))

struct Param {
  std::string key;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Param, (), (key, value))

/// NaN and infinities travel as the JSON strings "NaN", "Infinity", "-Infinity".
struct Metric {
  std::string key;
  double value = 0;
  std::int64_t timestamp = 0;  ///< ms since 1970, ≥ 0
  std::int64_t step = 0;
};
BOOST_DESCRIBE_STRUCT(Metric, (), (key, value, timestamp, step))

struct Experiment {
  std::string experiment_id;
  std::string name;
  std::string artifact_location;
  std::string lifecycle_stage;
  std::vector<Tag> tags;
};
BOOST_DESCRIBE_STRUCT(Experiment, (),
                      (experiment_id, name, artifact_location, lifecycle_stage, tags))

struct RunInfo {
  std::string run_id;
  std::string run_name;
  std::string experiment_id;
  std::optional<RunStatus> status;
  std::optional<std::int64_t> start_time;
  std::optional<std::int64_t> end_time;
  std::string artifact_uri;
  std::string lifecycle_stage;
};
BOOST_DESCRIBE_STRUCT(RunInfo, (),
                      (run_id, run_name, experiment_id, status, start_time, end_time, artifact_uri,
                       lifecycle_stage))

struct RunData {
  std::vector<Metric> metrics;
  std::vector<Param> params;
  std::vector<Tag> tags;
};
BOOST_DESCRIBE_STRUCT(RunData, (), (metrics, params, tags))

struct Run {
  RunInfo info;
  RunData data;
};
BOOST_DESCRIBE_STRUCT(Run, (), (info, data))

struct CreateRun {
  std::string experiment_id;
  std::int64_t start_time = 0;  ///< ms since 1970
  std::string run_name;
  std::vector<Tag> tags;
};
BOOST_DESCRIBE_STRUCT(CreateRun, (), (experiment_id, start_time, run_name, tags))

struct UpdateRun {
  std::string run_id;
  std::optional<RunStatus> status;
  std::optional<std::int64_t> end_time;
  std::optional<std::string> run_name;
};
BOOST_DESCRIBE_STRUCT(UpdateRun, (), (run_id, status, end_time, run_name))

struct SearchRuns {
  std::vector<std::string> experiment_ids;
  std::string filter;
  std::int32_t max_results = 100;
  std::vector<std::string> order_by;
  std::string run_view_type = "ACTIVE_ONLY";
};
BOOST_DESCRIBE_STRUCT(SearchRuns, (),
                      (experiment_ids, filter, max_results, order_by, run_view_type))

/// A file or folder of a run.
struct Artifact {
  std::string path;  ///< from the run's root
  bool is_dir = false;
  std::int64_t file_size = 0;  ///< servers leave it out when it is 0
};
BOOST_DESCRIBE_STRUCT(Artifact, (), (path, is_dir, file_size))

}  // namespace testtracker::mlflow
