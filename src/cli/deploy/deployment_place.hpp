#pragma once

// Where the settings say that versions and ledger are. Used by `deploy` and all verbs of `env`.

#include "deploy/lease_keeper.hpp"
#include "deploy/target.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace testtracker::cli {

struct DeploymentPlace {
  std::unique_ptr<deploy::DeployTarget> target;
  deploy::OpenLedger open_ledger;
  std::string identity;  ///< the same for two deployments that share target and ledger
  std::string engine;    ///< the setting notebook.engine that fits: where versions can run
  /// Writes what child programs log in with to a file that is not there yet (0600). Empty = they
  /// need nothing.
  std::function<Result<void>(const std::string& path)> write_credentials;
  std::vector<std::string> secrets;  ///< what stands in that file
};

/// Opens nothing yet. `project`: folder of the project, absolute. Errors: `invalid_argument`,
/// `unsupported`: settings that are missing or do not fit.
Result<DeploymentPlace> deployment_place(const settings::Settings& settings,
                                         const std::string& project);

/// Folder of the working directories, and of mirrors of repositories. Errors: `not_found` when
/// there is no home directory.
Result<std::string> work_root(const settings::Settings& settings);
Result<std::string> mirror_cache(const settings::Settings& settings);

/// `user@host`, for the ledger.
[[nodiscard]] std::string deployer_name();

}  // namespace testtracker::cli
