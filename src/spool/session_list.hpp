#pragma once

// Which sessions a spool holds.

#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::spool {

/// The folders in `sessions_path`, newest first: by the time in session.json, without a readable
/// one by the folder's own. Empty when there is no such directory. Errors: `io`.
Result<std::vector<SessionFolder>> list_sessions(const std::string& sessions_path);

}  // namespace testtracker::spool
