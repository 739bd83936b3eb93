#pragma once

// A session as it lies on this machine, for verbs that work without a server: its folder in the
// spool, any other session folder, or an archive that came from MLflow.

#include "cli/common_options.hpp"
#include "context/run_context.hpp"
#include "session/session_result.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::cli {

enum class Delivery {
  unknown,  ///< of an archive
  waiting,  ///< not all of it is at a server
  delivered,
};

struct StoredSession {
  session::SessionResult result;
  context::RunContext context;
  std::string path;  ///< of the folder or the archive
  Delivery delivery = Delivery::unknown;
  std::string run_url;  ///< in MLflow, as far as known
  std::string reason;   ///< why it is still waiting, as far as known
};

/// `name` is a folder, an archive (`session.jsonl.gz`) or the id of a session in the spool. Errors:
/// `not_found`, `newer_format`, `bad_format`, `io`.
Result<StoredSession> read_stored_session(const std::string& name, const CommonOptions& common);

/// The same for a folder.
Result<StoredSession> read_session_folder(const spool::SessionFolder& folder,
                                          const CommonOptions& common);

/// The newest session of the spool. Errors: `not_found` when it is empty, else as above.
Result<StoredSession> read_newest_session(const CommonOptions& common);

}  // namespace testtracker::cli
