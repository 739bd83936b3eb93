#pragma once

// Finds programs as execvp(3) would, but without starting them.

#include <testtracker/result.hpp>

#include <string>
#include <string_view>

namespace testtracker {

/// A regular file that this user may execute.
[[nodiscard]] bool is_executable_file(const std::string& path);

/// `name` itself when it has a slash in it, else the first executable file of that name in the
/// directories of `search_path` (as in $PATH: separated by colons, an empty one is the working
/// directory). Errors: `not_found`; `unsupported` when there is a file which cannot be executed.
[[nodiscard]] Result<std::string> find_program(const std::string& name,
                                               std::string_view search_path);

}  // namespace testtracker
