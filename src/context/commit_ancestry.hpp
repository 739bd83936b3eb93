#pragma once

// Which commit comes after which, and which commit wrote a line, asked from git. For those who
// judge runs beside decisions that are kept in a file of the repository.

#include "context/git_command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace testtracker::context {

/// True when `commit` is `ancestor` or descends from it. Nothing when git does not know one of
/// them: not fetched, a shallow clone, no repository.
[[nodiscard]] std::optional<bool> contains_commit(const Git& git, const std::string& commit,
                                                  const std::string& ancestor);

/// Of each line of `file` the full hash of the commit that wrote it; empty for lines that are not
/// committed and where a shallow clone ends. Nothing at all when git does not know the file.
[[nodiscard]] std::vector<std::string> line_commits(const Git& git, const std::string& file);

}  // namespace testtracker::context
