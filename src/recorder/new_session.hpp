#pragma once

// What a session gets at its birth: a name and a description of its owner. Used by test programs
// that are a session of their own and by `testtracker run`.

#include "base/process.hpp"
#include "spool/session_folder.hpp"

#include <string>

namespace testtracker::recorder {

/// `<UTC time>-<pid>-<random>`: a valid file name, readable, unique without asking anybody.
[[nodiscard]] std::string new_session_id(const ProcessStat& owner);

/// Owner, machine, directory, command, commit, now, and the variables that the uploader needs.
/// `kind`: as spool::Owner has it.
[[nodiscard]] spool::SessionInfo describe_session(std::string id, const ProcessStat& owner,
                                                  std::string kind);

}  // namespace testtracker::recorder
