#pragma once

// The settings that a verb works with.

#include "cli/common_options.hpp"
#include "settings/settings.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::cli {

/// The project that `directory` belongs to, which may be a build tree beside it (docs/sessions.md);
/// absolute.
[[nodiscard]] std::string project_directory(const std::string& directory);

/// testtracker.toml from the project of `directory` upwards, this process's environment, the flags
/// of this call. Errors: `invalid_argument` for any wrong setting, also in the file; `io`.
Result<settings::Settings> load_settings(const std::string& directory, const CommonOptions& common);

/// The same for a session: from its project, and what its session.json recorded of the
/// environment wins over this process's, since it is the session that is described.
Result<settings::Settings> load_settings(const spool::SessionInfo& session,
                                         const CommonOptions& common);

}  // namespace testtracker::cli
