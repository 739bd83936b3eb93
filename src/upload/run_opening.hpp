#pragma once

// Finds the run that a session is delivered into, or creates it: at most once, whatever happened
// before. Also finds the previous run of the series.

#include "context/run_context.hpp"
#include "mlflow/client.hpp"
#include "session/session_result.hpp"
#include "upload/cursor.hpp"
#include "upload/links.hpp"
#include "upload/server_abilities.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace testtracker::upload {

/// Where a session shall go.
struct Target {
  std::string experiment;     ///< name; empty = the project's
  std::string experiment_id;  ///< if not empty, this one; it must exist
  std::string run_id;         ///< if not empty, write into this run
};

/// What the run of a session is made from.
struct RunFacts {
  std::string session_id;
  std::string session_path;  ///< for sentences that say what to type
  const context::RunContext& context;
  session::WallTime started{};
};

/// A run that exists, and what was in it when it was opened.
struct OpenRun {
  mlflow::Run run;
  mlflow::Experiment experiment;
  ServerAbilities abilities;
  Place place;
};

/// Saves the cursor; called before a step that must not be forgotten.
using SaveCursor = std::function<Result<void>(const Cursor&)>;

/// Opens the run of `cursor`, else finds the one with the session's tag, else creates one. `cursor`
/// is saved before and after the creation. Errors: those of the client; `rejected` when somebody
/// deleted the run or the experiment.
Result<OpenRun> open_run(mlflow::Client& client, const RunFacts& facts, const Target& target,
                         Cursor& cursor, const SaveCursor& save);

/// Gives a run the commit that became known after it was made: its tags and its name, in place of
/// those that were without. Nothing is sent when it has the commit, or none is known yet. Errors:
/// those of the client.
Result<void> complete_run(mlflow::Client& client, const RunFacts& facts, const Target& target,
                          const Cursor& cursor, OpenRun& open);

}  // namespace testtracker::upload
