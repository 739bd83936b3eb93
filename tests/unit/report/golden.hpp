#pragma once

// Files in tests/golden pin formats that people or programs rely on. To accept a change on purpose,
// run the test with TESTTRACKER_APPROVE=1 and look at the difference that git shows.

#include "support/file_text.hpp"

#include <cstdlib>
#include <string>

namespace testtracker::report {

inline std::string golden_path(const std::string& name) {
  return std::string(TESTTRACKER_GOLDEN_FOLDER) + "/" + name;
}

/// Contents of tests/golden/<name>; `now` itself, written there, when the person who runs the test
/// approves it.
inline std::string golden(const std::string& name, const std::string& now) {
  if (std::getenv("TESTTRACKER_APPROVE") != nullptr) {
    test::write_file(golden_path(name), now);
  }
  return test::read_file(golden_path(name));
}

}  // namespace testtracker::report
