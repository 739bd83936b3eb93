#pragma once

// Which files of a checkout become which files of a version. Everything that a target would refuse
// is found here, before anything is written. Specified in docs/deployment.md, "What is deployed".

#include "deploy/version.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::deploy {

/// What a workspace takes at most (MAX_NOTEBOOK_SIZE_EXCEEDED of the Workspace API).
constexpr std::uint64_t k_largest_file_bytes = 10ULL * 1024 * 1024;

struct SourceTree {
  std::vector<VersionFile> files;    ///< by path
  std::vector<std::string> remarks;  ///< sentences: what was left out, what is only a pointer
};

/// `paths` are relative to `folder` (absolute); those that match one of `excluded` (`*` also
/// matches `/`) are left out. Symbolic links become what they lead to. Errors: `invalid_argument`
/// naming all files that are too large, meet under one name, or lead out of `folder`; `io`.
Result<SourceTree> read_source_tree(const std::string& folder,
                                    const std::vector<std::string>& paths,
                                    const std::vector<std::string>& excluded);

/// All folders that the files need, without the version's own, by name.
[[nodiscard]] std::vector<std::string> folders_of(const std::vector<VersionFile>& files);

/// Files in `folder` that match one of `patterns`, `*` also matching `/`. Errors:
/// `invalid_argument` when a pattern matches nothing or two files have one name; `io`.
Result<std::vector<Artefact>> find_artefacts(const std::string& folder,
                                             const std::vector<std::string>& patterns);

}  // namespace testtracker::deploy
