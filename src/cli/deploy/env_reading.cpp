// testtracker env list, show, history: what the ledger and the target say of environments.

#include "cli/deploy/deployment_place.hpp"
#include "cli/deploy/env_verbs.hpp"
#include "cli/exit_codes.hpp"
#include "cli/load_settings.hpp"
#include "cli/text_table.hpp"
#include "deploy/manifest.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>

namespace testtracker::cli {
namespace {

using Json = nlohmann::ordered_json;
using ledger::LedgerEntry;

std::string time_text(ledger::WallTime time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

void print_json(const Json& document) {
  fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

Json to_json(const LedgerEntry& entry) {
  return {{"environment", entry.environment},
          {"serial", entry.serial},
          {"state", ledger::to_text(entry.state)},
          {"githash", entry.githash},
          {"previous", entry.previous},
          {"run_id", entry.run_id},
          {"who", entry.who},
          {"at_ms", entry.when.time_since_epoch().count()},
          {"note", entry.note}};
}

struct EnvOptions {
  std::string environment;
  std::size_t limit = 20;
};

Result<int> run_list(const EnvOptions&, const CommonOptions& common) {
  auto opened = open_environments(common);
  if (!opened) {
    return opened.error();
  }
  const auto states = opened->ledger->environments();
  if (!states) {
    return states.error();
  }
  Json all = Json::array();
  std::vector<std::vector<std::string>> rows = {{"ENVIRONMENT", "VERSION", "SINCE", "BY", "NOTE"}};
  for (const auto& state : *states) {
    const LedgerEntry entry = state.active.value_or(LedgerEntry{});
    all.push_back({{"environment", state.environment},
                   {"serial", state.serial},
                   {"active", state.active ? to_json(entry) : Json()}});
    rows.push_back({state.environment, state.active ? deploy::short_hash(entry.githash) : "none",
                    state.active ? time_text(entry.when) : "", entry.who, entry.note});
  }
  if (common.json) {
    print_json({{"environments", all}});
  } else if (states->empty()) {
    fmt::print(
        "No environment was deployed to yet; type: testtracker deploy --env NAME --ref "
        "BRANCH\n");
  } else {
    fmt::print("{}", text_table(rows));
  }
  return exit_codes::k_ok;
}

Result<int> run_history(const EnvOptions& options, const CommonOptions& common) {
  auto opened = open_environments(common);
  if (!opened) {
    return opened.error();
  }
  const auto history = opened->ledger->history(options.environment);
  if (!history) {
    return history.error();
  }
  if (history->empty()) {
    return unknown_environment(options.environment);
  }
  const std::size_t shown =
      options.limit == 0 ? history->size() : std::min(options.limit, history->size());
  Json all = Json::array();
  std::vector<std::vector<std::string>> rows = {
      {"SERIAL", "TIME (UTC)", "STATE", "VERSION", "BY", "NOTE"}};
  for (std::size_t i = 0; i < shown; ++i) {
    const LedgerEntry& entry = (*history)[i];
    all.push_back(to_json(entry));
    rows.push_back({std::to_string(entry.serial), time_text(entry.when),
                    std::string(ledger::to_text(entry.state)), deploy::short_hash(entry.githash),
                    entry.who, entry.note});
  }
  if (common.json) {
    print_json({{"history", all}});
  } else {
    fmt::print("{}", text_table(rows));
  }
  return exit_codes::k_ok;
}

struct Shown {
  LedgerEntry active;
  std::string location;
  std::optional<deploy::Manifest> manifest;
  std::vector<std::string> versions;
  std::vector<std::string> changes;  // what is not as the manifest says
};

void print(const Shown& shown) {
  const auto line = [](const char* name, const std::string& text) {
    if (!text.empty()) {
      fmt::print("  {:<9} {}\n", name, text);
    }
  };
  fmt::print("{} is at {}\n", shown.active.environment, shown.active.githash);
  line("since", time_text(shown.active.when) + " UTC, by " + shown.active.who);
  line("note", shown.active.note);
  line("previous", shown.active.previous);
  line("run", shown.active.run_id);
  line("lies at", shown.location);
  if (shown.manifest) {
    const auto& files = shown.manifest->files;
    line("content", fmt::format("{} files, {} of them notebooks; {} artefacts", files.size(),
                                std::count_if(files.begin(), files.end(),
                                              [](const auto& file) {
                                                return file.kind == deploy::FileKind::notebook;
                                              }),
                                shown.manifest->artefacts.size()));
    line("from", shown.manifest->promoted_from.empty() ? shown.manifest->repository
                                                       : shown.manifest->promoted_from);
  } else {
    line("content", "INCOMPLETE: it has no manifest; deploy it again");
  }
  line("CHANGED", shown.changes.empty()
                      ? ""
                      : fmt::format("{}; to have it as the commit is, type: testtracker deploy "
                                    "--env {} --ref {}",
                                    fmt::join(shown.changes, ", "), shown.active.environment,
                                    shown.active.githash));
  line("kept", fmt::format("{} {}", shown.versions.size(),
                           shown.versions.size() == 1 ? "version" : "versions"));
}

Result<int> run_show(const EnvOptions& options, const CommonOptions& common) {
  auto opened = open_environments(common);
  if (!opened) {
    return opened.error();
  }
  auto active = active_entry(*opened->ledger, options.environment);
  if (!active) {
    return active.error();
  }
  const deploy::Version version{options.environment, active->githash};
  auto versions = opened->place.target->versions(options.environment);
  if (!versions) {
    return versions.error();
  }
  Shown shown{*active, opened->place.target->location(version), std::nullopt, *versions, {}};
  auto manifest = read_manifest(*opened->place.target, version);
  if (manifest) {
    auto changes =
        opened->place.target->find_changes(version, manifest->files, manifest->artefacts);
    if (!changes) {
      return changes.error();
    }
    shown.changes = *std::move(changes);
    shown.manifest = *std::move(manifest);
  } else if (manifest.error().code != ErrorCode::not_found) {
    return manifest.error();
  }
  if (common.json) {
    Json document = {{"active", to_json(shown.active)},
                     {"location", shown.location},
                     {"is_complete", shown.manifest.has_value()},
                     {"changes", shown.changes},
                     {"versions", shown.versions}};
    document["manifest"] = shown.manifest ? Json::parse(deploy::to_text(*shown.manifest)) : Json();
    print_json(document);
  } else {
    print(shown);
  }
  return shown.manifest && shown.changes.empty() ? exit_codes::k_ok : exit_codes::k_failed;
}

}  // namespace

Result<OpenEnvironments> open_environments(const CommonOptions& common) {
  const auto settings = load_settings(".", common);
  if (!settings) {
    return settings.error();
  }
  auto place = deployment_place(*settings, project_directory("."));
  if (!place) {
    return place.error();
  }
  auto ledger = place->open_ledger();
  if (!ledger) {
    return ledger.error();
  }
  return OpenEnvironments{*settings, *std::move(place), *std::move(ledger)};
}

Error unknown_environment(const std::string& environment) {
  return {ErrorCode::not_found, "environment " + environment +
                                    " was never deployed to; `testtracker env list` shows all, "
                                    "`testtracker deploy --env " +
                                    environment + " --ref BRANCH` makes it"};
}

Result<LedgerEntry> active_entry(ledger::Ledger& ledger, const std::string& environment) {
  auto state = ledger.environment(environment);
  if (!state) {
    return state.error();
  }
  if (state->serial == 0) {
    return unknown_environment(environment);
  }
  if (!state->active) {
    return Error{ErrorCode::not_found, "environment " + environment +
                                           " has no active version: no deployment to it has "
                                           "passed yet; see testtracker env history " +
                                           environment};
  }
  return *std::move(state->active);
}

Result<deploy::Manifest> read_manifest(deploy::DeployTarget& target,
                                       const deploy::Version& version) {
  const auto text = target.read_manifest(version);
  if (!text) {
    return text.error();
  }
  if (!*text) {
    return Error{ErrorCode::not_found, "there is no complete version at " +
                                           target.location(version) +
                                           "; deploy it again: testtracker deploy --env " +
                                           version.environment + " --ref " + version.githash};
  }
  auto manifest = deploy::parse_manifest(**text);
  return manifest ? manifest
                  : Error{manifest.error().code, "read the version at " + target.location(version) +
                                                     ": " + manifest.error().message};
}

void add_env_reading(Program& program, CLI::App& group) {
  const auto add = [&](const char* name, const char* help, auto run) -> EnvOptions& {
    const auto options = std::make_shared<EnvOptions>();
    CLI::App& verb = program.add_verb(
        {name, help, [options, run, &common = program.common()] { return run(*options, common); }},
        &group);
    if (std::string(name) != "list") {
      verb.add_option("environment", options->environment, "Name of the environment")
          ->type_name("ENVIRONMENT")
          ->required();
    }
    if (std::string(name) == "history") {
      verb.add_option("--limit", options->limit, "So many entries, the newest first; 0 = all")
          ->type_name("N")
          ->capture_default_str();
    }
    add_settings_of_verb(verb, "deployments", program.common());
    return *options;
  };
  add("list", "Which version each environment has", run_list);
  add("show", "The active version of an environment, and what it consists of", run_show);
  add("history", "Who moved an environment when", run_history);
}

}  // namespace testtracker::cli
