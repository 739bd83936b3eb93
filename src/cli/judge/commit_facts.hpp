#pragma once

// What git knows of commits, for those who judge beside accepted levels.

#include "baseline/level_start.hpp"

#include <string>

namespace testtracker::cli {

/// Asks git in `directory`, a project's folder, each question once, for five seconds in all; after
/// that nothing is known.
[[nodiscard]] baseline::CommitFacts git_commit_facts(const std::string& directory);

}  // namespace testtracker::cli
