#pragma once

// Level changes that somebody looked at and accepted: the file `testtracker-accepted.txt` beside
// testtracker.toml, kept in the repository so that it is reviewed like code. A line each:
//
//   <commit> <key of the test or metric>  # why, who
//
// From the first run of that commit on, the new level is the level (level_start.hpp says which run
// that is). Read by gate and history, written by accept. docs/history.md.

#include <testtracker/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::baseline {

struct AcceptedLevel {
  std::string commit;  ///< full or its first 7 and more digits
  std::string key;
  std::string note;
  std::size_t line = 0;  ///< of the file, from 1; 0 = it is not from a file
};

inline constexpr const char* k_accepted_file = "testtracker-accepted.txt";

/// Empty lines and lines that begin with # are left out. Errors: `bad_format` names the line.
Result<std::vector<AcceptedLevel>> parse_accepted(std::string_view text);

/// None when there is no such file. Errors: as parse_accepted; `io`.
Result<std::vector<AcceptedLevel>> read_accepted(const std::string& path);

/// Appends a line; a file that is missing begins with a comment that explains it. Errors:
/// `invalid_argument` for a commit that is none or a key that cannot stand in a line; `io`.
Result<void> add_accepted(const std::string& path, const AcceptedLevel& level);

}  // namespace testtracker::baseline
