#pragma once

// The commit that is checked out, read from the files of .git: a test program starts no `git`.

#include <string>

namespace testtracker::recorder {

/// Full hash of HEAD of the repository that `directory` lies in; empty when it cannot be told.
/// Follows gitdir files (worktrees, submodules) and packed refs. Source: gitrepository-layout(5).
[[nodiscard]] std::string read_git_head(std::string directory);

}  // namespace testtracker::recorder
