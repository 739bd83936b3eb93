#pragma once

// The notebooks that were named for `testtracker notebook`: files, patterns, in this order, and
// what each is called as a test.

#include <testtracker/result.hpp>

#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

struct ListedNotebook {
  std::string path;   ///< as given, or as the pattern matched
  std::string suite;  ///< its folder, as seen from that of the project
  std::string name;   ///< its file's name without extension; with it where two would meet
  /// What its value and duration are called in the run: the name, where two folders have it
  /// `<suite>.<name>`.
  std::string label;
  /// Name → text, and names of parameters: what testtracker.toml has for this one alone.
  std::vector<std::pair<std::string, std::string>> tags{};
  std::vector<std::string> own_parameters{};
};

/// Gives names that meet in one suite their extension, and each its label.
void tell_apart(std::vector<ListedNotebook>& list);

/// Patterns (`*`, `?`, `[…]`) match files, sorted; a named file is taken as it is, each only once.
/// `filter`, if not empty, is a pattern for `<suite>/<name>` or the name. `project` is the folder
/// of the project, empty = the working directory. Errors: `invalid_argument` when a pattern matches
/// nothing, or nothing is left.
Result<std::vector<ListedNotebook>> list_notebooks(const std::vector<std::string>& words,
                                                   const std::string& filter,
                                                   const std::string& project);

}  // namespace testtracker::cli
