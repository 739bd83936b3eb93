#pragma once

// Collects a session's RunContext. What settings say wins; then, for commits, the repository as it
// was when the session began, else the CI; for branches and build numbers the CI, else git.

#include "context/run_context.hpp"
#include "settings/settings.hpp"
#include "spool/session_folder.hpp"

#include <string>

namespace testtracker::context {

/// Runs `git` in the session's directory (at most 5 s in all) and reads facts of this machine. What
/// cannot be told stays empty. `platform` is empty unless it is a setting: see set_build_facts.
[[nodiscard]] RunContext collect(const spool::SessionInfo& session,
                                 const settings::Settings& settings);

/// Adds what only a test program knows of itself, and from it the platform, for example
/// `linux-x86_64-gcc12-Release`, unless there is one already. Both may be empty.
void set_build_facts(RunContext& context, const std::string& compiler,
                     const std::string& build_type);

}  // namespace testtracker::context
