// testtracker env prune: removes versions of an environment that nobody will go back to.

#include "base/process.hpp"
#include "cli/deploy/env_verbs.hpp"
#include "cli/exit_codes.hpp"
#include "deploy/lease_keeper.hpp"
#include "deploy/prune.hpp"
#include "recorder/new_session.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>

#include <unistd.h>

namespace testtracker::cli {
namespace {

struct PruneOptions {
  std::string environment;
  bool is_dry = false;
};

void print(const std::vector<std::string>& removed, const std::vector<std::string>& kept,
           const PruneOptions& options, const CommonOptions& common) {
  if (common.json) {
    using Json = nlohmann::ordered_json;
    fmt::print("{}\n",
               Json{{"removed", removed}, {"kept", kept}, {"is_dry", options.is_dry}}.dump(2));
    return;
  }
  for (const auto& githash : removed) {
    if (!common.quiet) {
      fmt::print("{} {}\n", options.is_dry ? "would remove" : "removed", githash);
    }
  }
  if (!common.quiet) {
    fmt::print("{} {} of {} kept\n", kept.size(), kept.size() == 1 ? "version" : "versions",
               options.environment);
  }
}

Result<int> run_prune(const PruneOptions& options, const CommonOptions& common) {
  auto opened = open_environments(common);
  if (!opened) {
    return opened.error();
  }
  const auto self = read_process_stat(::getpid());
  // Nobody deploys meanwhile: what is half done now is somebody's who died.
  const auto lease = deploy::LeaseKeeper::acquire(
      opened->place.open_ledger, options.environment,
      "prune-" + recorder::new_session_id(self.value_or(ProcessStat{})),
      std::chrono::seconds(opened->settings.integer("deploy.lease_s")));
  if (!lease) {
    return lease.error();
  }
  const auto history = opened->ledger->history(options.environment);
  if (!history) {
    return history.error();
  }
  if (history->empty()) {
    return unknown_environment(options.environment);
  }
  const auto versions = opened->place.target->versions(options.environment);
  if (!versions) {
    return versions.error();
  }
  const auto split = deploy::split_versions(
      *versions, *history, static_cast<std::size_t>(opened->settings.integer("deploy.keep")));
  for (const auto& githash : split.superfluous) {
    if (options.is_dry) {
      continue;
    }
    if (auto removed = opened->place.target->remove_version({options.environment, githash});
        !removed) {
      return removed.error();
    }
  }
  print(split.superfluous, split.kept, options, common);
  return exit_codes::k_ok;
}

}  // namespace

void add_env_prune(Program& program, CLI::App& group) {
  const auto options = std::make_shared<PruneOptions>();
  CLI::App& verb = program.add_verb(
      {"prune", "Remove old versions of an environment, never the active one",
       [options, &common = program.common()] { return run_prune(*options, common); }},
      &group);
  verb.add_option("environment", options->environment, "Name of the environment")
      ->type_name("ENVIRONMENT")
      ->required();
  verb.add_flag("--dry-run", options->is_dry, "Say what would be removed");
  add_settings_of_verb(verb, "prune", program.common());
  add_settings_of_verb(verb, "deployments", program.common());
}

void add_env(Program& program) {
  CLI::App& group = program.add_group("env", "Which version each environment has");
  add_env_reading(program, group);
  add_env_changes(program, group);
  add_env_trigger(program, group);
  add_env_prune(program, group);
}

}  // namespace testtracker::cli
