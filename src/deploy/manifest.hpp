#pragma once

// The manifest of a version: what it consists of and where it came from. It lies with the version
// and marks it as complete. Specified in docs/deployment.md, "The manifest".

#include "deploy/version.hpp"
#include "settings/notebook_tests.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace testtracker::deploy {

struct Manifest {
  Version version;
  std::string run_id;              ///< of the deployment that made it; may be empty
  std::string repository;          ///< URL or path
  std::string reference;           ///< as the user named the commit
  std::string created;             ///< UTC, `2026-11-25T14:00:00Z`
  std::string promoted_from;       ///< an environment; empty for a version that was checked out
  std::vector<VersionFile> files;  ///< by path, without `source`
  std::vector<Artefact> artefacts;
  settings::NotebookTests notebooks;  ///< of the commit's testtracker.toml, without lines
};

[[nodiscard]] std::string to_text(const Manifest& manifest);

/// Errors: `bad_format`, `newer_format`; messages do not say where it lies.
Result<Manifest> parse_manifest(std::string_view text);

/// By path, or by name without a notebook's extension. Null when there is none.
[[nodiscard]] const VersionFile* find_file(const Manifest& manifest, const std::string& name);

}  // namespace testtracker::deploy
