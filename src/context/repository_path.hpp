#pragma once

// Source files by their names within a repository, as code hosts and reviews know them. Compilers
// and frameworks name them by where they were built.

#include <string>

namespace testtracker::context {

/// `file` relative to the folder `root`, with `/` between its parts; empty when it is outside, or
/// `root` is empty. Links are followed. A relative name is looked up in `root`, with leading `..`
/// left out: build trees lie beside the sources. Reads the file system.
[[nodiscard]] std::string path_in_repository(const std::string& file, const std::string& root);

}  // namespace testtracker::context
