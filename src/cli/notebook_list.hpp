#pragma once

// The notebooks that were named for `testtracker notebook`: files, patterns, in this order, and
// what each is called as a test.

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::cli {

struct ListedNotebook {
  std::string path;   ///< as given, or as the pattern matched
  std::string suite;  ///< its folder
  std::string name;   ///< its file's name without extension; with it where two would meet
  /// What its value and duration are called in the run: the name, where two folders have it
  /// `<suite>.<name>`.
  std::string label;
};

/// Patterns (`*`, `?`, `[…]`) match files, sorted; a named file is taken as it is, each only once.
/// `filter`, if not empty, is a pattern for `<suite>/<name>` or the name. Errors:
/// `invalid_argument` when a pattern matches nothing, or nothing is left.
Result<std::vector<ListedNotebook>> list_notebooks(const std::vector<std::string>& words,
                                                   const std::string& filter);

}  // namespace testtracker::cli
