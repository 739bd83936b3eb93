#pragma once

// Runs of one experiment in MLflow. What a run's archive says is read once and then kept in a file
// for ever, since a finished run does not change: the second look at up to 100 runs costs two
// requests, one for the experiment and one for the list of runs.

#include "baseline/run_source.hpp"
#include "mlflow/client.hpp"

#include <deque>
#include <string>

namespace testtracker::baseline {

struct MlflowRunsOptions {
  std::string experiment;     ///< its name
  std::string experiment_id;  ///< wins
  /// Where results are kept, `<run id>.record` each; made when missing. Empty = nowhere.
  std::string cache_directory;
};

/// Not thread-safe. `client` must outlive it.
class MlflowRuns final : public RunSource {
 public:
  MlflowRuns(mlflow::Client& client, MlflowRunsOptions options)
      : client_(client), options_(std::move(options)) {}

  /// Only session runs that have ended; deleted ones are never asked for. Errors: as of the client;
  /// `not_found` when there is no such experiment; `invalid_argument` for a text that no search of
  /// MLflow can hold (both kinds of quotes).
  Result<void> load(const RunFilter& filter, RunHistory& history) override;
  /// Of any experiment, which is then the one that `load` searches, unless it was given by its id.
  Result<void> load_run(const std::string& id, RunHistory& history) override;

 private:
  Result<std::string> experiment_id();
  struct BeingRead;  // an archive that has come and is being understood
  using Reading = std::deque<BeingRead>;

  Result<void> add(const mlflow::Run& run, RunHistory& history, Reading& reading);
  void finish_oldest(RunHistory& history, Reading& reading);
  void take_params_and_metrics(const mlflow::Run& run, const Error& problem, Texts& texts,
                               RunRecord& record);
  void keep(const std::string& file, const std::string& bytes);
  [[nodiscard]] std::string file_of(const mlflow::Run& run) const;

  mlflow::Client& client_;
  MlflowRunsOptions options_;
  std::string cache_problem_;        ///< why something could not be kept
  std::size_t without_archive_ = 0;  ///< in the current call
  std::string archive_problem_;      ///< why, of the last of them
};

/// `<XDG_CACHE_HOME or ~/.cache>/testtracker/runs`; empty when there is no home directory.
[[nodiscard]] std::string default_cache_directory();

}  // namespace testtracker::baseline
