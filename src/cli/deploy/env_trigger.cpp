// testtracker env trigger: runs a notebook of the active version and reports it as a run.

#include "cli/complain.hpp"
#include "cli/deploy/deployment_tests.hpp"
#include "cli/deploy/env_verbs.hpp"
#include "cli/notebook/notebook_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_most_named = 10;

struct TriggerOptions {
  std::string environment;
  std::string notebook;
  std::vector<std::string> parameters;
  RunOptions delivery;
};

Error no_such_notebook(const TriggerOptions& options, const deploy::Manifest& manifest) {
  std::string names;
  std::size_t count = 0;
  for (const auto& file : manifest.files) {
    if (file.kind == deploy::FileKind::notebook && ++count <= k_most_named) {
      names += (names.empty() ? "" : ", ") + deploy::object_path(file);
    }
  }
  return {ErrorCode::not_found, "the active version of " + options.environment + " (" +
                                    manifest.version.githash.substr(0, 8) + ") has no notebook " +
                                    options.notebook +
                                    (names.empty() ? "; it has none at all" : "; it has " + names) +
                                    (count > k_most_named ? " …" : "")};
}

NotebookPlan plan_of(const std::string& name, const std::string& path,
                     settings::NamedTexts parameters, const settings::Settings& settings,
                     const std::string& token) {
  const fs::path shown(name);
  ListedNotebook listed;
  listed.path = name;
  listed.suite = shown.has_parent_path() ? shown.parent_path().string() : "notebooks";
  listed.name = listed.label = shown.stem().string();
  for (const auto& [parameter, text] : parameters) {
    listed.own_parameters.push_back(parameter);
  }
  notebook::PlannedNotebook planned;
  planned.task.path = path;
  planned.task.parameters = std::move(parameters);
  planned.task.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(settings.number("notebook.timeout_s")));
  planned.task.idempotency_token = token;
  planned.retries = static_cast<int>(settings.integer("notebook.retries"));
  return {{std::move(listed)}, {std::move(planned)}};
}

Result<int> run_trigger(const TriggerOptions& options, CommonOptions common) {
  auto parameters = split_parameters(options.parameters);
  if (!parameters) {
    return parameters.error();
  }
  auto opened = open_environments(common);
  if (!opened) {
    return opened.error();
  }
  const auto active = active_entry(*opened->ledger, options.environment);
  if (!active) {
    return active.error();
  }
  const deploy::Version version{options.environment, active->githash};
  const auto manifest = read_manifest(*opened->place.target, version);
  if (!manifest) {
    return manifest.error();
  }
  const deploy::VersionFile* const file = deploy::find_file(*manifest, options.notebook);
  const bool is_remote = opened->place.engine != "local";
  const bool is_file = file != nullptr && file->kind == deploy::FileKind::file;
  if (file == nullptr || (is_remote && is_file && !is_script(*file))) {
    return no_such_notebook(options, *manifest);
  }
  const auto changes =
      opened->place.target->find_changes(version, manifest->files, manifest->artefacts);
  if (!changes) {
    return changes.error();
  }
  if (!changes->empty()) {
    complain(
        fmt::format("the active version of {0} was changed after it was tested: {1}{2}; to "
                    "mend it, type: testtracker deploy --env {0} --ref {3}",
                    options.environment, changes->front(),
                    changes->size() > 1 ? fmt::format(" and {} more", changes->size() - 1) : "",
                    active->githash));
  }
  const auto runner =
      is_file ? opened->place.target->prepare_scripts() : Result<std::string>(std::string());
  if (!runner) {
    return runner.error();
  }
  common.flags["notebook.engine"] = opened->place.engine;  // a version runs where it lies
  common.flags["commit"] = active->githash;
  common.flags["tags.env"] = options.environment;
  common.flags["tags.deployment"] = active->run_id;
  common.flags.emplace("series", "trigger/" + options.environment + "/" + object_path(*file));
  NotebookRunRequest request;
  request.delivery = options.delivery;
  request.plan = [&](const settings::Settings& settings, const std::string& token) {
    NotebookPlan plan = plan_of(file->path, opened->place.target->runnable_path(version, *file),
                                *parameters, settings, token);
    plan.tasks.front().task.script_runner = *runner;
    return Result<NotebookPlan>(std::move(plan));
  };
  return run_notebooks(request, common);
}

}  // namespace

void add_env_trigger(Program& program, CLI::App& group) {
  const auto options = std::make_shared<TriggerOptions>();
  CLI::App& verb = program.add_verb(
      {"trigger", "Run a notebook of the active version and report it as a run",
       [options, &common = program.common()] { return run_trigger(*options, common); }},
      &group);
  verb.add_option("environment", options->environment, "Name of the environment")
      ->type_name("ENVIRONMENT")
      ->required();
  verb.add_option("notebook", options->notebook,
                  "Its path in the repository, also without extension")
      ->type_name("NOTEBOOK")
      ->required();
  verb.add_option("--param", options->parameters, "A parameter of it; may be repeated")
      ->type_name("NAME=TEXT")
      ->allow_extra_args(false);
  verb.footer("  testtracker env trigger prod orders/main --param day=2026-11-25");
  add_settings_of_verb(verb, "deployments", program.common());
  add_settings_of_verb(verb, "notebook", program.common());
  add_delivery_options(verb, options->delivery, program.common());
}

}  // namespace testtracker::cli
