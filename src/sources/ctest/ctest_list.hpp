#pragma once

// The entries of a ctest run, as `ctest --show-only=json-v1` lists them (cmake.org, ctest(1), "Show
// as JSON Object Model").

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::sources {

struct CtestEntry {
  std::string name;
  std::vector<std::string> command;  ///< empty when ctest could not find the program
  std::vector<std::string> labels;
  /// In words, for example `setup db`, `requires db`; empty when there are none.
  std::vector<std::string> fixtures;
  bool will_fail = false;
};

/// In ctest's order. `text`: what ctest printed. Errors: `bad_format`.
Result<std::vector<CtestEntry>> parse_ctest_list(const std::string& text);

}  // namespace testtracker::sources
