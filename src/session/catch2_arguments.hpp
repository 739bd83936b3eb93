#pragma once

// The command line of Catch2, versions 2 and 3: what of it is Catch2's own, and how a test is named
// in it. Part of program_identity.

#include "session/session_result.hpp"

#include <string>
#include <vector>

namespace testtracker::session {

/// Without Catch2's options, their values and the test specs. An option that Catch2 does not have
/// is the program's own, and so is a word right behind it.
[[nodiscard]] std::vector<std::string> without_catch2_arguments(
    const std::vector<std::string>& arguments);

/// The spec that selects `test` and no other test, not quoted for a shell. Of a name that begins or
/// ends with `*` also the tests that the wild card matches: Catch2 cannot escape it there.
[[nodiscard]] std::string catch2_spec_of(const TestResult& test);

}  // namespace testtracker::session
