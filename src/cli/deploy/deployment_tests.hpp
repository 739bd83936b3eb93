#pragma once

// The notebooks of a deployed version, run as tests of its deployment.

#include "cli/common_options.hpp"
#include "cli/deploy/deployment_journal.hpp"
#include "cli/notebook/notebook_plan.hpp"
#include "cli/task_progress.hpp"
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

/// Which files of a version are its tests.
struct TestChoice {
  std::vector<std::string> patterns;
  /// Whether they are the paths of `[[notebook.tests]]`, as testtracker.toml means them; otherwise
  /// they are those of `--test`, where `*` also stands for folders.
  bool is_list = false;
};

/// The list of the commit's testtracker.toml. `remarks` gets a sentence for each entry that is no
/// path in the repository and is left out.
TestChoice listed_tests(const settings::NotebookTests& notebooks,
                        std::vector<std::string>& remarks);

/// What testtracker.toml at the top of a checkout says of notebook tests; empty when there is none.
/// Errors: `invalid_argument` naming the line.
Result<settings::NotebookTests> read_commit_tests(const std::string& checkout);

/// The notebooks and scripts of the version that are chosen, by path. Errors: `invalid_argument`
/// when a pattern matches none, or the engine of `settings` cannot run them.
Result<std::vector<deploy::VersionFile>> tests_of(const std::vector<deploy::VersionFile>& files,
                                                  const TestChoice& choice,
                                                  const settings::Settings& settings);

/// What a deployment knows that its tests need.
struct DeploymentTests {
  const deploy::Manifest& manifest;  ///< also of what the commit says of its tests
  deploy::DeployTarget& target;
  const settings::Settings& settings;
  std::string token;                    ///< unique: what is submitted twice must not run twice
  std::vector<std::string> parameters;  ///< `name=text`
  /// What scripts may want to know of the deployment, wherever they run.
  std::vector<std::pair<std::string, std::string>> variables;
  /// Changes to the environment of what is started here.
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
};

/// What happens while tests run.
struct DeploymentTestHooks {
  std::function<bool()> is_cancelled;
  std::function<void(const std::string&)> say;  ///< a line per result
  /// Gets a task for each that runs, behind its task 0, which is told how many ended.
  TaskProgress& progress;
  std::function<void()> draw;  ///< the progress, some times a second
};

/// Runs `files` and records each. Returns how many ended well. Errors: no engine, wrong parameters.
Result<std::size_t> run_deployment_tests(const DeploymentTests& tests,
                                         const std::vector<deploy::VersionFile>& files,
                                         DeploymentJournal& journal,
                                         const DeploymentTestHooks& told);

}  // namespace testtracker::cli
