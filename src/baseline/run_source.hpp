#pragma once

// The one way to get at runs: MlflowRuns asks a server, SpoolRuns reads this machine's sessions.

#include "baseline/run_record.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <string>

namespace testtracker::baseline {

/// Which runs; an empty field asks for nothing.
struct RunFilter {
  std::string series;
  std::string branch;
  std::string platform;  ///< runs of another one are left out and counted in a notice
  std::string commit;
  std::size_t most_runs = 100;  ///< the newest of them by start
};

class RunSource {
 public:
  virtual ~RunSource() = default;
  /// Adds the finished runs that fit, newest first, and notices. Errors: as of the server or the
  /// disk; nothing was added then, so that nobody judges by half a history.
  virtual Result<void> load(const RunFilter& filter, RunHistory& history) = 0;
  /// Adds one run by its id. Errors: `not_found` also for a deleted one.
  virtual Result<void> load_run(const std::string& id, RunHistory& history) = 0;
};

}  // namespace testtracker::baseline
