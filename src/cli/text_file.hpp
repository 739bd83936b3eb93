#pragma once

// Writes what a verb made for people into a file.

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::cli {

inline constexpr const char* k_standard_output = "-";

/// Replaces the file; `-` is standard output. Says on standard output where it is, unless `quiet`,
/// as `<what> report: <path>`. Errors: `io`.
Result<void> write_text_file(const std::string& path, const std::string& text, const char* what,
                             bool quiet);

}  // namespace testtracker::cli
