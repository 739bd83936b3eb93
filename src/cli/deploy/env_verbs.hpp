#pragma once

// testtracker env: what its verbs have in common. Each file `env_*.cpp` adds its own.

#include "cli/common_options.hpp"
#include "cli/deploy/deployment_place.hpp"
#include "cli/program.hpp"
#include "deploy/manifest.hpp"
#include "ledger/ledger.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <string>

namespace testtracker::cli {

struct OpenEnvironments {
  settings::Settings settings;
  DeploymentPlace place;
  std::unique_ptr<ledger::Ledger> ledger;
};

/// Errors: wrong settings; those of the ledger.
Result<OpenEnvironments> open_environments(const CommonOptions& common);

/// Errors: `not_found` when nothing is active, with what to type.
Result<ledger::LedgerEntry> active_entry(ledger::Ledger& ledger, const std::string& environment);
[[nodiscard]] Error unknown_environment(const std::string& environment);

/// Errors: `not_found` when the version is not complete; `bad_format`, `newer_format`; those of the
/// target.
Result<deploy::Manifest> read_manifest(deploy::DeployTarget& target,
                                       const deploy::Version& version);

void add_env_reading(Program& program, CLI::App& group);
void add_env_changes(Program& program, CLI::App& group);
void add_env_trigger(Program& program, CLI::App& group);
void add_env_prune(Program& program, CLI::App& group);

}  // namespace testtracker::cli
