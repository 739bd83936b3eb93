#pragma once

// Versions as a directory tree of this machine: `{base}/{environment}/{githash}/<path>`, notebooks
// with their extensions, and in the folder `.testtracker` of each version its manifest and
// `artefacts/`. Used for `target = "local"`. Specified in docs/deployment.md.

#include "deploy/target.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <string>

namespace testtracker::deploy {

/// `base` is absolute; it is created, with its parents, by the first make_folders. What
/// write_manifest returned for survives a power cut.
[[nodiscard]] std::unique_ptr<DeployTarget> make_local_target(const std::string& base);

}  // namespace testtracker::deploy
