#pragma once

// Writes a small file so that a reader sees the old or the new contents, never half of it.

#include <testtracker/result.hpp>

#include <string>
#include <string_view>

namespace testtracker::spool {

/// Writes `<path>.<pid>.tmp` (0600) and renames it to `path` (rename(2) is atomic). Errors: `io`;
/// `path` is then as it was.
Result<void> replace_file(const std::string& path, std::string_view contents);

}  // namespace testtracker::spool
