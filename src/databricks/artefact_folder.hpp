#pragma once

// Where the artefacts of builds lie: DBFS (`dbfs:/…`) or a Volume of Unity Catalog (`/Volumes/…`).
// Used by WorkspaceTarget. Source: https://docs.databricks.com/api/workspace/dbfs and …/files.

#include "databricks/rest.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::databricks {

/// Paths are absolute, without `dbfs:`. Safe to call from several threads, each with a Rest of its
/// own. Everything may be repeated.
class ArtefactFolder {
 public:
  /// Errors: `invalid_argument` for a base that is neither.
  static Result<ArtefactFolder> at(const std::string& base);

  /// `dbfs:/base/<name>` or `/Volumes/…/<name>`, as clusters and people write it.
  [[nodiscard]] std::string shown(const std::string& name) const;

  /// Sends the file `source` of this machine, its folders included; replaces what was there.
  Result<void> put(Rest& rest, const std::string& name, const std::string& source) const;
  /// Errors also: `not_found`.
  Result<void> copy(Rest& rest, const std::string& from, const std::string& to) const;
  /// A folder with all below it. Success also when it was not there.
  Result<void> remove(Rest& rest, const std::string& name) const;

 private:
  ArtefactFolder(std::string base, bool is_volume)
      : base_(std::move(base)), is_volume_(is_volume) {}

  [[nodiscard]] std::string path_of(const std::string& name) const { return base_ + "/" + name; }

  std::string base_;
  bool is_volume_;
};

}  // namespace testtracker::databricks
