#pragma once

// Finds the run that `--reference` names: a session or archive, a run in MLflow, or a tag or commit
// whose run is meant. Used by gate and history.

#include "baseline/run_record.hpp"
#include "cli/common_options.hpp"
#include "cli/judge/run_store.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::cli {

/// Whose reference it is: a tag stands for its run of this suite and platform.
struct ReferencePlace {
  std::string directory;  ///< in which git knows the tag
  std::string suite;
  std::string platform;
};

struct ReferenceRun {
  std::string id;     ///< of a run that is in the history now
  std::string label;  ///< `release v1.2` for a tag, else as it was named; empty = the run's name
};

/// Adds the run that `name` means to `history`, perhaps with others of its commit. Errors:
/// `not_found` with what the name could have been; else as of the store and the session.
Result<ReferenceRun> load_reference(const std::string& name, const ReferencePlace& place,
                                    const RunStore& store, const CommonOptions& common,
                                    baseline::RunHistory& history);

/// True for what looks like the id of a run in MLflow.
[[nodiscard]] bool is_run_id(const std::string& name);

/// True when `name` is a file or folder, or a session in the spool.
[[nodiscard]] bool is_stored(const std::string& name);

}  // namespace testtracker::cli
