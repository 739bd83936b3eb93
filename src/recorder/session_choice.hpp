#pragma once

// Which session this process belongs to; docs/sessions.md has the rules.

#include "base/process.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>
#include <vector>

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

/// How a session that nobody else owns is described.
struct OwnSession {
  std::string kind = "program";      ///< as spool::Owner has it
  std::vector<std::string> command;  ///< empty = the command line of the process itself
};

/// The folder that the processes beneath the nearest ctest above share. Nothing outside of ctest,
/// or when none of them has recorded anything.
std::optional<spool::SessionFolder> session_of_ctest();

/// Joins or creates. Errors: `io`, `not_found` (no place for a spool).
Result<SessionChoice> choose_session(const ProcessStat& self, const OwnSession& own = {});

}  // namespace testtracker::recorder
