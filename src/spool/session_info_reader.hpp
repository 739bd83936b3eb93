#pragma once

// Reads session.json back. Apart from session_folder.hpp, because a test program has no need of it
// and links no JSON library.

#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

namespace testtracker::spool {

/// Errors: `not_found` when there is no such folder or no session.json in it (its creator may just
/// be writing it), `bad_format`, `io`.
Result<SessionInfo> read_session_info(const SessionFolder& folder);

/// Whether the process that made the session lives. False for one of another machine or namespace,
/// which cannot be asked for: the locks of its journals decide alone.
[[nodiscard]] bool is_owner_alive(const SessionInfo& info);

}  // namespace testtracker::spool
