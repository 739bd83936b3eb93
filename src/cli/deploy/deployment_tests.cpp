#include "cli/deploy/deployment_tests.hpp"

#include "cli/notebook/notebook_engines.hpp"
#include "cli/notebook/notebook_words.hpp"
#include "notebook/supervisor.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <string_view>

#include <fnmatch.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using notebook::NotebookOutcome;

/// Params of a deployment itself, which a notebook of that name must not take.
bool is_taken(const std::string& label) {
  constexpr std::array<std::string_view, 8> k_params = {
      "env", "githash", "run_id", "pipeline_id", "deploy_note", "previous", "reason", "location"};
  return std::find(k_params.begin(), k_params.end(), label) != k_params.end();
}

// A job of Databricks runs notebooks of the workspace; a script there is only a file.
bool can_run(const deploy::VersionFile& file, const std::string& engine) {
  const std::string extension = fs::path(file.path).extension().string();
  const bool is_script = extension == ".py" || extension == ".sh";
  return file.kind == deploy::FileKind::notebook || (is_script && engine == "local");
}

std::vector<ListedNotebook> list_of(const std::vector<deploy::VersionFile>& files) {
  std::vector<ListedNotebook> list;
  std::map<std::string, int> names;
  for (const auto& file : files) {
    ++names[fs::path(file.path).stem().string()];
  }
  for (const auto& file : files) {
    const fs::path path(file.path);
    ListedNotebook listed;
    listed.path = file.path;
    listed.suite = path.has_parent_path() ? path.parent_path().string() : "notebooks";
    const std::string stem = path.stem().string();
    listed.name = stem;
    listed.label = names[stem] > 1 || is_taken(stem) ? listed.suite + "." + stem : stem;
    list.push_back(std::move(listed));
  }
  return list;
}

Result<NotebookPlan> plan_of(const DeploymentTests& tests,
                             const std::vector<deploy::VersionFile>& files) {
  const auto parameters = split_parameters(tests.parameters);
  if (!parameters) {
    return parameters.error();
  }
  NotebookPlan plan{list_of(files), {}};
  for (const auto& file : files) {
    notebook::PlannedNotebook planned;
    planned.task.path = tests.target.runnable_path(tests.manifest.version, file);
    planned.task.parameters = *parameters;
    planned.task.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(tests.settings.number("notebook.timeout_s")));
    planned.task.idempotency_token = tests.token + "-" + std::to_string(plan.tasks.size());
    planned.retries = static_cast<int>(tests.settings.integer("notebook.retries"));
    plan.tasks.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace

Result<std::vector<deploy::VersionFile>> tests_of(const std::vector<deploy::VersionFile>& files,
                                                  const std::vector<std::string>& patterns,
                                                  const std::string& engine) {
  std::vector<deploy::VersionFile> chosen;
  const auto matches = [](const std::string& pattern, const deploy::VersionFile& file) {
    return ::fnmatch(pattern.c_str(), file.path.c_str(), 0) == 0;
  };
  for (const auto& pattern : patterns) {
    const bool has_match = std::any_of(files.begin(), files.end(), [&](const auto& file) {
      return matches(pattern, file) && can_run(file, engine);
    });
    if (!has_match) {
      return Error{ErrorCode::invalid_argument,
                   "the version has no notebook " +
                       std::string(engine == "local" ? "or script " : "") + "that matches --test " +
                       pattern};
    }
  }
  for (const auto& file : files) {
    const bool is_chosen =
        std::any_of(patterns.begin(), patterns.end(),
                    [&](const std::string& pattern) { return matches(pattern, file); });
    if (is_chosen && can_run(file, engine)) {
      chosen.push_back(file);
    }
  }
  return chosen;
}

Result<std::size_t> run_deployment_tests(const DeploymentTests& tests,
                                         const std::vector<deploy::VersionFile>& files,
                                         DeploymentJournal& journal,
                                         const std::function<bool()>& is_cancelled,
                                         const std::function<void(const std::string&)>& say) {
  const auto plan = plan_of(tests, files);
  if (!plan) {
    return plan.error();
  }
  auto engine = make_notebook_engine(tests.settings, *plan, tests.environment);
  if (!engine) {
    return engine.error();
  }
  NotebookRecords records = journal.records(plan->list);
  records.plan(journal.journal());
  std::size_t ended_well = 0;
  notebook::SupervisorHooks hooks;
  hooks.on_start = [&](std::size_t index) { records.start(journal.journal(), index); };
  hooks.on_end = [&](std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
    records.end(journal.journal(), index, outcome, is_retried);
    ended_well += !is_retried && !is_bad(outcome.status) ? 1U : 0U;
    say(result_line(plan->list[index], outcome, is_retried));
  };
  hooks.on_progress = [](std::size_t, const notebook::NotebookEvent&) {};
  hooks.on_tick = [] {};
  hooks.is_cancelled = is_cancelled;
  const notebook::SupervisorOptions how{
      static_cast<std::size_t>(tests.settings.integer("notebook.parallel")), false};
  notebook::Supervisor(**engine, plan->tasks, how, hooks).run();
  engine->reset();
  journal.take_ids(records);
  return ended_well;
}

}  // namespace testtracker::cli
