#include "cli/deploy/deployment_tests.hpp"

#include "cli/notebook/notebook_engines.hpp"
#include "cli/notebook/notebook_words.hpp"
#include "databricks/connect.hpp"
#include "databricks/job_messages.hpp"
#include "notebook/supervisor.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
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

/// Jobs run scripts under conditions; better told before anything is written.
Result<void> check_engine(const std::vector<deploy::VersionFile>& files,
                          const settings::Settings& settings) {
  const bool has_script = std::any_of(files.begin(), files.end(), is_script);
  if (!has_script || settings.text("notebook.engine") == "local") {
    return {};
  }
  const auto options = databricks::job_options(settings);
  return options ? databricks::check_scripts(*options) : options.error();
}

Result<std::string> script_runner(const DeploymentTests& tests,
                                  const std::vector<deploy::VersionFile>& files) {
  return std::any_of(files.begin(), files.end(), is_script) ? tests.target.prepare_scripts()
                                                            : Result<std::string>(std::string());
}

std::vector<ListedNotebook> list_of(const std::vector<deploy::VersionFile>& files) {
  std::vector<ListedNotebook> list;
  for (const auto& file : files) {
    const fs::path path(file.path);
    ListedNotebook listed;
    listed.path = file.path;
    listed.suite = path.has_parent_path() ? path.parent_path().string() : "notebooks";
    listed.name = path.stem().string();
    list.push_back(std::move(listed));
  }
  tell_apart(list);
  for (auto& listed : list) {
    if (is_taken(listed.label)) {
      listed.label = listed.suite + "." + listed.name;
    }
  }
  return list;
}

Result<NotebookPlan> plan_of(const DeploymentTests& tests,
                             const std::vector<deploy::VersionFile>& files) {
  const auto parameters = split_parameters(tests.parameters);
  if (!parameters) {
    return parameters.error();
  }
  const auto runner = script_runner(tests, files);
  if (!runner) {
    return runner.error();
  }
  NotebookPlan plan{list_of(files), {}};
  for (const auto& file : files) {
    notebook::PlannedNotebook planned;
    if (is_script(file)) {
      planned.task.script_runner = *runner;
      planned.task.script_variables = tests.variables;
    }
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

bool is_script(const deploy::VersionFile& file) {
  const std::string extension = fs::path(file.path).extension().string();
  return file.kind == deploy::FileKind::file && (extension == ".py" || extension == ".sh");
}

Result<std::vector<deploy::VersionFile>> tests_of(const std::vector<deploy::VersionFile>& files,
                                                  const std::vector<std::string>& patterns,
                                                  const settings::Settings& settings) {
  const auto can_run = [](const deploy::VersionFile& file) {
    return file.kind == deploy::FileKind::notebook || is_script(file);
  };
  std::vector<deploy::VersionFile> chosen;
  const auto matches = [](const std::string& pattern, const deploy::VersionFile& file) {
    return ::fnmatch(pattern.c_str(), file.path.c_str(), 0) == 0;
  };
  for (const auto& pattern : patterns) {
    const bool has_match = std::any_of(files.begin(), files.end(), [&](const auto& file) {
      return matches(pattern, file) && can_run(file);
    });
    if (!has_match) {
      return Error{ErrorCode::invalid_argument,
                   "the version has no notebook or script that matches --test " + pattern};
    }
  }
  for (const auto& file : files) {
    const bool is_chosen =
        std::any_of(patterns.begin(), patterns.end(),
                    [&](const std::string& pattern) { return matches(pattern, file); });
    if (is_chosen && can_run(file)) {
      chosen.push_back(file);
    }
  }
  if (auto sound = check_engine(chosen, settings); !sound) {
    return sound.error();
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
