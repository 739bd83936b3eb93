#pragma once

// The notebooks of a deployed version, run as tests of its deployment.

#include "cli/common_options.hpp"
#include "cli/deploy/deployment_journal.hpp"
#include "cli/notebook/notebook_plan.hpp"
#include "deploy/manifest.hpp"
#include "deploy/target.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// Whether it is a program for sh or Python and no notebook, by its name.
[[nodiscard]] bool is_script(const deploy::VersionFile& file);

/// The notebooks and scripts of the version that match one of `patterns`, by path. Errors:
/// `invalid_argument` when a pattern matches none, or the engine of `settings` cannot run them.
Result<std::vector<deploy::VersionFile>> tests_of(const std::vector<deploy::VersionFile>& files,
                                                  const std::vector<std::string>& patterns,
                                                  const settings::Settings& settings);

/// What a deployment knows that its tests need.
struct DeploymentTests {
  const deploy::Manifest& manifest;
  deploy::DeployTarget& target;
  const settings::Settings& settings;
  std::string token;                    ///< unique: what is submitted twice must not run twice
  std::vector<std::string> parameters;  ///< `name=text`
  /// What scripts may want to know of the deployment, wherever they run.
  std::vector<std::pair<std::string, std::string>> variables;
  /// Changes to the environment of what is started here.
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
};

/// Runs `files` and records each. `say` takes a line per result. Returns how many ended well.
/// Errors: no engine, wrong parameters.
Result<std::size_t> run_deployment_tests(const DeploymentTests& tests,
                                         const std::vector<deploy::VersionFile>& files,
                                         DeploymentJournal& journal,
                                         const std::function<bool()>& is_cancelled,
                                         const std::function<void(const std::string&)>& say);

}  // namespace testtracker::cli
