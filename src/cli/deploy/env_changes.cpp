// testtracker env promote, rollback: another version that is there already becomes active.

#include "cli/deploy/deployment_run.hpp"
#include "cli/deploy/env_verbs.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace testtracker::cli {
namespace {

struct ChangeOptions {
  std::string from;  // of a promotion
  std::string environment;
  std::string githash;  // of a rollback; may be its beginning, or empty
  std::string note;
  std::vector<std::string> tests;
  std::vector<std::string> parameters;
};

std::vector<std::string> steps_of(const ChangeOptions& options, bool has_copy) {
  std::vector<std::string> steps = {"lease"};
  if (has_copy) {
    steps.emplace_back("copy");
  }
  if (!options.tests.empty()) {
    steps.emplace_back("test");
  }
  steps.emplace_back("activate");
  return steps;
}

/// `is_there`: whether there is a complete version already.
Result<std::string> copy(DeploymentRun& run, const deploy::Version& from,
                         deploy::Manifest& manifest, bool is_there) {
  deploy::DeployTarget& target = run.target();
  const deploy::Version to = run.version();
  const auto hooks = run.import_hooks(manifest.files.size());
  const auto changes = run.changes_of(manifest);
  if (!changes) {
    return changes.error();
  }
  if (!changes->empty()) {
    return Error{ErrorCode::rejected,
                 "the version at " + target.location(from) +
                     " was changed after it was complete: " + *changes +
                     "; to have it as the commit is, type: testtracker deploy --env " +
                     from.environment + " --ref " + from.githash};
  }
  // A complete one that was changed is mended where it stands: somebody may be running it.
  auto done = is_there ? Result<void>() : target.remove_version(to);
  if (done) {
    done = target.copy_version(from, to, hooks);
  }
  if (!done) {
    return done.error();
  }
  // Whoever removes a version takes its manifest first: with it, all files were there.
  if (const auto still = read_manifest(target, from); !still) {
    return still.error();
  }
  manifest.version = to;
  manifest.promoted_from = from.environment;
  manifest.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  if (auto written = target.write_manifest(to, deploy::to_text(manifest)); !written) {
    return written.error();
  }
  return target.location(to);
}

Result<int> finish(DeploymentRun& run, const ChangeOptions& options,
                   const deploy::Manifest& manifest) {
  if (!options.tests.empty()) {
    run.step("test", [&] {
      return run.run_tests(manifest, {options.tests, false}, options.parameters);
    });
  }
  run.step("activate", [&] { return run.activate(manifest); });
  return run.end([&] {
    run.param("githash", run.version().githash);
    run.param("location", run.target().location(run.version()));
    run.attach("manifest.json", deploy::to_text(manifest));
  });
}

Result<int> run_promote(const ChangeOptions& options, const CommonOptions& common) {
  if (options.from == options.environment) {
    return Error{ErrorCode::invalid_argument,
                 "promote from " + options.from + " to itself: name two environments"};
  }
  auto opened = DeploymentRun::open(common, options.environment);
  if (!opened) {
    return opened.error();
  }
  DeploymentRun& run = **opened;
  const auto source = active_entry(run.ledger(), options.from);
  if (!source) {
    return source.error();
  }
  const deploy::Version from{options.from, source->githash};
  auto manifest = read_manifest(run.target(), from);
  if (!manifest) {
    return manifest.error();
  }
  DeploymentFacts facts;
  facts.verb = "promote";
  facts.environment = options.environment;
  facts.repository = manifest->repository;
  facts.reference = manifest->reference;
  facts.githash = source->githash;
  if (auto begun = run.begin(facts, options.note, steps_of(options, true)); !begun) {
    return begun.error();
  }
  run.param("promoted_from", options.from);
  run.step("lease", [&] { return run.take_lease(source->githash, Announce::yes); });
  if (!run.has_failed()) {
    auto there = read_manifest(run.target(), run.version());
    const bool is_there = there || there.error().code != ErrorCode::not_found;
    const auto changes = there ? run.changes_of(*there) : Result<std::string>(there.error());
    if (changes && changes->empty()) {
      run.skip("copy", "the version is complete already");
      *manifest = *std::move(there);
    } else {
      run.step("copy", [&] { return copy(run, from, *manifest, is_there); });
    }
  }
  return finish(run, options, *manifest);
}

/// Which version a rollback makes active.
Result<std::string> wanted_version(ledger::Ledger& ledger, const ChangeOptions& options) {
  const auto active = active_entry(ledger, options.environment);
  if (!active) {
    return active.error();
  }
  if (options.githash.empty()) {
    return active->previous.empty()
               ? Result<std::string>(
                     Error{ErrorCode::not_found,
                           "environment " + options.environment +
                               " has had one version only; there is nothing to go back to"})
               : active->previous;
  }
  const auto history = ledger.history(options.environment);
  if (!history) {
    return history.error();
  }
  std::vector<std::string> matches;
  for (const auto& entry : *history) {
    const bool was_live = entry.state == ledger::VersionState::active;
    if (was_live && entry.githash.rfind(options.githash, 0) == 0 &&
        std::find(matches.begin(), matches.end(), entry.githash) == matches.end()) {
      matches.push_back(entry.githash);
    }
  }
  if (matches.size() == 1) {
    return matches.front();
  }
  return Error{ErrorCode::not_found,
               (matches.empty() ? "no version of " + options.environment + " that was ever active"
                                : "more than one version of " + options.environment) +
                   " begins with " + options.githash + "; see testtracker env history " +
                   options.environment};
}

Result<int> run_rollback(const ChangeOptions& options, const CommonOptions& common) {
  auto opened = DeploymentRun::open(common, options.environment);
  if (!opened) {
    return opened.error();
  }
  DeploymentRun& run = **opened;
  const auto githash = wanted_version(run.ledger(), options);
  if (!githash) {
    return githash.error();
  }
  const auto manifest = read_manifest(run.target(), {options.environment, *githash});
  if (!manifest) {
    return manifest.error();
  }
  DeploymentFacts facts;
  facts.verb = "rollback";
  facts.environment = options.environment;
  facts.repository = manifest->repository;
  facts.githash = *githash;
  if (auto begun = run.begin(facts, options.note, steps_of(options, false)); !begun) {
    return begun.error();
  }
  run.step("lease", [&] { return run.take_lease(*githash, Announce::no); });
  return finish(run, options, *manifest);
}

void add_change_options(CLI::App& verb, ChangeOptions& options, CommonOptions& common) {
  verb.add_option("--note", options.note, "Why, for the run and the ledger")->type_name("TEXT");
  verb.add_option("--test", options.tests,
                  "Notebooks and scripts of the version that must pass; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  verb.add_option("--param", options.parameters, "A parameter of every test; may be repeated")
      ->type_name("NAME=TEXT")
      ->allow_extra_args(false);
  add_settings_of_verb(verb, "deployments", common);
  add_settings_of_verb(verb, "notebook", common);
}

}  // namespace

void add_env_changes(Program& program, CLI::App& group) {
  const auto promotion = std::make_shared<ChangeOptions>();
  CLI::App& promote = program.add_verb(
      {"promote", "Make the active version of one environment that of another",
       [promotion, &common = program.common()] { return run_promote(*promotion, common); }},
      &group);
  promote.add_option("from", promotion->from, "Environment that has the version")
      ->type_name("FROM")
      ->required();
  promote.add_option("to", promotion->environment, "Environment that gets it")
      ->type_name("TO")
      ->required();
  promote.footer("  testtracker env promote staging prod");
  add_change_options(promote, *promotion, program.common());
  const auto back = std::make_shared<ChangeOptions>();
  CLI::App& rollback =
      program.add_verb({"rollback", "Make the version before the active one active again",
                        [back, &common = program.common()] { return run_rollback(*back, common); }},
                       &group);
  rollback.add_option("environment", back->environment, "Name of the environment")
      ->type_name("ENVIRONMENT")
      ->required();
  rollback
      .add_option("--to", back->githash,
                  "A version that was active earlier, or its hash's beginning")
      ->type_name("HASH");
  add_change_options(rollback, *back, program.common());
}

}  // namespace testtracker::cli
