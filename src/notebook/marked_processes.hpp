#pragma once

// Finds what a notebook started by a variable in its environment. Needed only when its reaper was
// killed: then nobody inherits the orphans, and they may have left every group and session.

#include <string>

namespace testtracker::notebook {

/// The variable by which everything below one reaper is known.
inline constexpr const char* k_mark_variable = "TESTTRACKER_NOTEBOOK_RUN";

/// Kills (SIGKILL) all processes of this user that have `mark` as the variable's value, until there
/// are none, for at most a second. A process that replaced its environment is not found.
void kill_marked_processes(const std::string& mark);

}  // namespace testtracker::notebook
