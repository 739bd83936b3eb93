#include "cli/deploy/deployment_tests.hpp"

#include "cli/notebook/notebook_engines.hpp"
#include "cli/notebook/notebook_words.hpp"
#include "databricks/connect.hpp"
#include "databricks/job_messages.hpp"
#include "notebook/supervisor.hpp"
#include "settings/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <iterator>
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

/// The entry of testtracker.toml means paths from the top of the repository; of several, the last.
bool is_listed_path(const std::string& pattern, const std::string& path) {
  const fs::path normal = fs::path(pattern).lexically_normal();
  return normal == path || ::fnmatch(normal.c_str(), path.c_str(), FNM_PATHNAME) == 0;
}

const settings::NotebookTest* entry_of(const settings::NotebookTests& notebooks,
                                       const std::string& path) {
  const auto found =
      std::find_if(notebooks.tests.rbegin(), notebooks.tests.rend(),
                   [&](const auto& test) { return is_listed_path(test.path, path); });
  return found == notebooks.tests.rend() ? nullptr : &*found;
}

bool is_chosen(const TestChoice& choice, const std::string& pattern, const std::string& path) {
  return choice.is_list ? is_listed_path(pattern, path)
                        : ::fnmatch(pattern.c_str(), path.c_str(), 0) == 0;
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
  const settings::NotebookTests& table = tests.manifest.notebooks;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto planned = plan_notebook(table, entry_of(table, files[i].path), tests.settings, *parameters,
                                 plan.list[i]);
    if (is_script(files[i])) {
      planned.task.script_runner = *runner;
      planned.task.script_variables = tests.variables;
    }
    planned.task.path = tests.target.runnable_path(tests.manifest.version, files[i]);
    planned.task.idempotency_token = tests.token + "-" + std::to_string(i);
    plan.tasks.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace

bool is_script(const deploy::VersionFile& file) {
  const std::string extension = fs::path(file.path).extension().string();
  return file.kind == deploy::FileKind::file && (extension == ".py" || extension == ".sh");
}

TestChoice listed_tests(const settings::NotebookTests& notebooks,
                        std::vector<std::string>& remarks) {
  TestChoice choice;
  choice.is_list = true;
  for (const auto& test : notebooks.tests) {
    const fs::path path = fs::path(test.path).lexically_normal();
    if (path.is_absolute() || *path.begin() == "..") {
      remarks.push_back(test.path +
                        " of [[notebook.tests]] is not in the repository and is no test "
                        "of a deployment");
    } else {
      choice.patterns.push_back(test.path);
    }
  }
  return choice;
}

Result<settings::NotebookTests> read_commit_tests(const std::string& checkout) {
  const std::string path = checkout + "/testtracker.toml";
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) {
    return settings::NotebookTests();
  }
  auto read = settings::read_notebook_tests(path);
  if (read) {
    return read;
  }
  // The checkout is gone when somebody reads the sentence.
  std::string words = read.error().message;
  for (std::size_t at = words.find(path); at != std::string::npos; at = words.find(path)) {
    words.replace(at, path.size(), "testtracker.toml");
  }
  return Error{ErrorCode::invalid_argument, "the commit's " + words};
}

Result<std::vector<deploy::VersionFile>> tests_of(const std::vector<deploy::VersionFile>& files,
                                                  const TestChoice& choice,
                                                  const settings::Settings& settings) {
  const auto can_run = [](const deploy::VersionFile& file) {
    return file.kind == deploy::FileKind::notebook || is_script(file);
  };
  for (const auto& pattern : choice.patterns) {
    const bool has_match = std::any_of(files.begin(), files.end(), [&](const auto& file) {
      return is_chosen(choice, pattern, file.path) && can_run(file);
    });
    if (!has_match) {
      return Error{ErrorCode::invalid_argument,
                   "the version has no notebook or script that matches " +
                       (choice.is_list ? "'" + pattern +
                                             "' of [[notebook.tests]] in the commit's "
                                             "testtracker.toml; name others with --test, or none "
                                             "with --no-tests"
                                       : "--test " + pattern)};
    }
  }
  std::vector<deploy::VersionFile> chosen;
  std::copy_if(files.begin(), files.end(), std::back_inserter(chosen), [&](const auto& file) {
    return can_run(file) && std::any_of(choice.patterns.begin(), choice.patterns.end(),
                                        [&](const std::string& pattern) {
                                          return is_chosen(choice, pattern, file.path);
                                        });
  });
  if (auto sound = check_engine(chosen, settings); !sound) {
    return sound.error();
  }
  return chosen;
}

Result<std::size_t> run_deployment_tests(const DeploymentTests& tests,
                                         const std::vector<deploy::VersionFile>& files,
                                         DeploymentJournal& journal,
                                         const DeploymentTestHooks& told) {
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
  std::size_t ended = 0;
  std::size_t ended_well = 0;
  const auto tell_how_many = [&] {
    told.progress.update(0, fmt::format("{} of {} done", ended, files.size()));
  };
  tell_how_many();
  notebook::SupervisorHooks hooks;
  hooks.on_start = [&](std::size_t index) {
    told.progress.begin(index + 1, files[index].path, std::chrono::steady_clock::now());
    records.start(journal.journal(), index);
  };
  hooks.on_end = [&](std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
    records.end(journal.journal(), index, outcome, is_retried);
    ended += is_retried ? 0U : 1U;
    ended_well += !is_retried && !is_bad(outcome.status) ? 1U : 0U;
    told.progress.end(index + 1);
    tell_how_many();
    told.say(result_line(plan->list[index], outcome, is_retried));
  };
  hooks.on_progress = [&](std::size_t index, const notebook::NotebookEvent& event) {
    told.progress.update(index + 1, progress_words(event));
  };
  hooks.on_tick = told.draw;
  hooks.is_cancelled = told.is_cancelled;
  const notebook::SupervisorOptions how{
      static_cast<std::size_t>(tests.settings.integer("notebook.parallel")), false};
  notebook::Supervisor(**engine, plan->tasks, how, hooks).run();
  engine->reset();
  journal.take_ids(records);
  return ended_well;
}

}  // namespace testtracker::cli
