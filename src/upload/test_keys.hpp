#pragma once

// The keys of all tests of a session, and of what they report. Specified in docs/mlflow_mapping.md.

#include "session/session_result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::upload {

/// One key per test, same order. Names that would meet in one key (case aside: some databases do
/// not see it), also by what is appended to it, all get a hash of their own. Nested programs' tests
/// have keys for artifacts only, below `nested/`, so that they never change the key of one that
/// counts.
[[nodiscard]] std::vector<std::string> assign_test_keys(
    const std::vector<session::TestResult>& tests);

/// One key per name, same order: `<prefix>/<name>`, or `<name>` when the prefix is empty.
[[nodiscard]] std::vector<std::string> assign_value_keys(const std::string& prefix,
                                                         const std::vector<std::string>& names);

}  // namespace testtracker::upload
