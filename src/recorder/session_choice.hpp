#pragma once

// Which session this process belongs to; docs/sessions.md has the rules.

#include "base/process.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::recorder {

enum class SessionOrigin {
  given,  ///< TESTTRACKER_SESSION names the folder
  ctest,  ///< shared by all processes beneath one `ctest`
  own,    ///< this process alone is the session
};

struct SessionChoice {
  SessionOrigin origin = SessionOrigin::own;
  spool::SessionFolder folder{""};
  bool is_nested = false;
  /// True for the one process that created the folder: it starts the uploader.
  bool is_creator = false;
};

/// Joins or creates. Errors: `io`, `not_found` (no place for a spool).
Result<SessionChoice> choose_session(const ProcessStat& self);

}  // namespace testtracker::recorder
