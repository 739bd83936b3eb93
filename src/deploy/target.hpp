#pragma once

// Where versions lie: a directory tree of this machine (local_target.hpp) or a Databricks
// workspace. Used by `testtracker deploy` and `env`. Specified in docs/deployment.md.
//
// Life of a version: remove_version (what an earlier deployment left half done) → make_folders →
// import_files, put_artefacts → write_manifest. It is complete if, and only if, it has a manifest,
// and never changes afterwards until it is removed. One that was changed nevertheless is mended by
// import_files over what is there. Whoever writes holds the environment's lease,
// so that a version has one writer at a time; anybody may read.

#include "deploy/version.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::deploy {

/// Told in the thread that called. Both may be empty.
struct ImportHooks {
  std::function<void(std::size_t done)> on_progress;  ///< so many files of the call are there
  /// Once true, nothing more is begun and the call fails with `busy`.
  std::function<bool()> is_cancelled;
};

/// Not thread-safe; an implementation may use threads of its own within a call. Every call may be
/// repeated after a failure. Errors of all: `io` and, of remote ones, `unreachable`, `retry_later`,
/// `unauthorized`, `rejected`; each a sentence that names the path there and what to do.
class DeployTarget {
 public:
  DeployTarget() = default;
  DeployTarget(const DeployTarget&) = delete;
  DeployTarget& operator=(const DeployTarget&) = delete;
  virtual ~DeployTarget() = default;

  /// `{base}/{environment}/{githash}`, for people and for params.
  [[nodiscard]] virtual std::string location(const Version& version) const = 0;
  /// What the target's notebook engine runs for `file`. Requires: the version has it.
  [[nodiscard]] virtual std::string runnable_path(const Version& version,
                                                  const VersionFile& file) const = 0;

  /// Where an artefact of that name lies, as people and programs write it.
  [[nodiscard]] virtual std::string artefact_path(const Version& version,
                                                  const std::string& name) const = 0;

  /// Makes sure that the engine can run scripts of versions; the path of the program there that
  /// does so, empty = the engine needs none.
  virtual Result<std::string> prepare_scripts() = 0;

  /// The bytes that write_manifest was given; nothing: the version is incomplete, or not there.
  virtual Result<std::optional<std::string>> read_manifest(const Version& version) = 0;
  /// Paths of those files, names of those artefacts of a complete version that are gone or have
  /// other bytes than its manifest says. None from a target that cannot tell at once; what else
  /// lies in the version does not count.
  virtual Result<std::vector<std::string>> find_changes(const Version& version,
                                                        const std::vector<VersionFile>& files,
                                                        const std::vector<Artefact>& artefacts) {
    static_cast<void>(version), static_cast<void>(files), static_cast<void>(artefacts);
    return std::vector<std::string>();
  }
  /// Hashes of all versions of an environment, incomplete ones included, in no order. Empty for an
  /// environment that the target does not know.
  virtual Result<std::vector<std::string>> versions(const std::string& environment) = 0;

  /// Manifest first, so that a removal which was interrupted leaves no version that looks complete.
  /// Success also when it was not there. Artefacts go, too.
  virtual Result<void> remove_version(const Version& version) = 0;
  /// The version's own folder and all of `folders` (relative, `/` separated) with their parents.
  virtual Result<void> make_folders(const Version& version,
                                    const std::vector<std::string>& folders) = 0;
  /// As many at once as the target's limits allow; each takes the place of what is there at once,
  /// so that no reader sees half of it. Requires: their folders were made; no two have one
  /// object_path. Errors also: `invalid_argument` for a file the target cannot hold (too large, a
  /// name that it refuses).
  virtual Result<void> import_files(const Version& version, const std::vector<VersionFile>& files,
                                    const ImportHooks& hooks) = 0;
  virtual Result<void> put_artefacts(const Version& version, const std::vector<Artefact>& artefacts,
                                     const ImportHooks& hooks) = 0;
  /// All files and artefacts that the manifest of a complete version names become those of another,
  /// which stays incomplete: its manifest comes by write_manifest. Errors also: `not_found` when
  /// `from` is not complete.
  virtual Result<void> copy_version(const Version& from, const Version& to,
                                    const ImportHooks& hooks) = 0;
  /// The last step: afterwards the version is complete, whatever dies when.
  virtual Result<void> write_manifest(const Version& version, const std::string& text) = 0;
};

}  // namespace testtracker::deploy
