#pragma once

// Where the project is whose tests run. CMake builds in any directory, often beside the sources,
// and ctest starts tests there: neither the commit nor testtracker.toml is found upwards from it.

#include <string>

namespace testtracker::recorder {

/// The nearest directory, upwards from `working_directory`, that holds `.git`, `testtracker.toml`
/// or
/// `.testtracker` (of a local server). Without one, and in a CMake build tree, the same upwards
/// from the tree's sources, else the sources themselves (`CMAKE_HOME_DIRECTORY` in CMakeCache.txt).
/// Otherwise `working_directory`.
[[nodiscard]] std::string project_directory_of(const std::string& working_directory);

}  // namespace testtracker::recorder
