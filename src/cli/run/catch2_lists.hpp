#pragma once

// Asks a Catch2 2 program for the names of its tests, as CMake's Catch.cmake does after each build:
// the program does not tell them when they pass. docs/unmodified_programs.md.

#include "sources/programs/catch2_v2_output.hpp"

#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

/// `command`: argv of the program. Starts it three to five times, each for ten seconds at most,
/// with its streams led away; it is ended at once when it begins to run tests instead of answering.
/// Nothing when it gave no answer, or shows something else than Catch2's console.
[[nodiscard]] std::optional<sources::Catch2Lists> ask_for_catch2_lists(
    const std::vector<std::string>& command);

}  // namespace testtracker::cli
