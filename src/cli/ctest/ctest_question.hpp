#pragma once

// Asks ctest something that runs no test: its list, its directory.

#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

/// stdout of `program arguments…` in `directory`; nothing when it fails. Nothing is recorded.
[[nodiscard]] std::optional<std::string> ask_ctest(const std::string& program,
                                                   std::vector<std::string> arguments,
                                                   const std::string& directory);

}  // namespace testtracker::cli
