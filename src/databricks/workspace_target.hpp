#pragma once

// Versions in a Databricks workspace: `{base}/{environment}/{githash}/<path>`, notebooks without
// their extension, everything else as workspace files; manifest in the folder `.testtracker` of
// each version; artefacts in DBFS or a Volume. Used for `target = "databricks"`. Specified in
// docs/deployment.md.

#include "databricks/artefact_folder.hpp"
#include "databricks/parallel_calls.hpp"
#include "deploy/target.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <string>

namespace testtracker::databricks {

struct WorkspaceTargetOptions {
  std::string base;  ///< a folder of the workspace: `/Shared/testtracker`
  std::string artefacts = "dbfs:/testtracker";  ///< or a folder of a Volume
  ParallelOptions calls = {};
};

class WorkspaceTarget final : public deploy::DeployTarget {
 public:
  /// Nothing is sent yet. Errors: `invalid_argument`; of ParallelCalls::create.
  static Result<std::unique_ptr<deploy::DeployTarget>> create(
      const Credentials& credentials, const WorkspaceTargetOptions& options);

  [[nodiscard]] std::string location(const deploy::Version& version) const override;
  [[nodiscard]] std::string runnable_path(const deploy::Version& version,
                                          const deploy::VersionFile& file) const override;
  [[nodiscard]] std::string artefact_path(const deploy::Version& version,
                                          const std::string& name) const override;
  /// `{base}/.testtracker/run_script-<hash>.py`: one file for all versions, another one when a
  /// newer testtracker has another text.
  Result<std::string> prepare_scripts() override;
  Result<std::optional<std::string>> read_manifest(const deploy::Version& version) override;
  Result<std::vector<std::string>> versions(const std::string& environment) override;
  Result<void> remove_version(const deploy::Version& version) override;
  Result<void> make_folders(const deploy::Version& version,
                            const std::vector<std::string>& folders) override;
  Result<void> import_files(const deploy::Version& version,
                            const std::vector<deploy::VersionFile>& files,
                            const deploy::ImportHooks& hooks) override;
  Result<void> put_artefacts(const deploy::Version& version,
                             const std::vector<deploy::Artefact>& artefacts,
                             const deploy::ImportHooks& hooks) override;
  /// Through this machine: the API has no copy.
  Result<void> copy_version(const deploy::Version& from, const deploy::Version& to,
                            const deploy::ImportHooks& hooks) override;
  Result<void> write_manifest(const deploy::Version& version, const std::string& text) override;

 private:
  WorkspaceTarget(std::string base, ArtefactFolder artefacts, std::unique_ptr<ParallelCalls> calls)
      : base_(std::move(base)), artefacts_(std::move(artefacts)), calls_(std::move(calls)) {}

  [[nodiscard]] std::string manifest_path(const deploy::Version& version) const;
  Result<void> copy_file(Rest& rest, const deploy::Version& from, const deploy::Version& to,
                         const deploy::VersionFile& file) const;

  std::string base_;
  ArtefactFolder artefacts_;
  std::unique_ptr<ParallelCalls> calls_;
};

}  // namespace testtracker::databricks
