#include "cli/notebook/notebook_engines.hpp"

#include "base/process.hpp"
#include "base/program_path.hpp"
#include "cli/complain.hpp"
#include "databricks/connect.hpp"
#include "notebook/local_engine.hpp"
#include "notebook/notebook_kind.hpp"
#include "secrets/known_secrets.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace testtracker::cli {
namespace {

using notebook::NotebookEngine;

bool is_local(const settings::Settings& settings) {
  return settings.text("notebook.engine") == "local";
}

Result<std::string> find_python(const settings::Settings& settings) {
  const std::string& given = settings.text("notebook.python");
  const char* const path = std::getenv("PATH");
  auto python = find_program(given.empty() ? "python3" : given, path == nullptr ? "" : path);
  if (!python && given.empty()) {
    return Error{ErrorCode::not_found,
                 "notebooks need a Python with Jupyter, and there is no python3 in PATH; name one "
                 "with --python"};
  }
  return python;
}

bool needs_kernel(const notebook::PlannedNotebook& planned) {
  const auto kind = notebook::kind_of(planned.task.path);
  return kind && *kind == notebook::NotebookKind::notebook;
}

Result<std::unique_ptr<NotebookEngine>> local_engine(const settings::Settings& settings,
                                                     const NotebookPlan& plan,
                                                     EnvironmentChanges environment) {
  const auto python = find_python(settings);
  if (!python) {
    return python.error();
  }
  notebook::LocalOptions options;
  options.python = *python;
  options.reaper =
      (std::filesystem::path(executable_path()).parent_path() / "testtracker-reap").string();
  options.environment = std::move(environment);
  options.notebooks =
      static_cast<std::size_t>(std::count_if(plan.tasks.begin(), plan.tasks.end(), needs_kernel));
  options.kernels_ahead = static_cast<std::size_t>(settings.integer("notebook.parallel")) + 1;
  auto known = secrets::known_secrets();
  if (!known) {
    return known.error();
  }
  options.secrets = *std::move(known);
  auto engine = notebook::LocalEngine::create(std::move(options));
  if (!engine) {
    return engine.error();
  }
  if (const auto ready = (*engine)->prepare(); !ready) {
    return ready.error();
  }
  return std::unique_ptr<NotebookEngine>(*std::move(engine));
}

// Nothing is sent yet: wrong credentials show when the first notebook starts.
Result<std::unique_ptr<NotebookEngine>> databricks_engine(const settings::Settings& settings) {
  const char* const home = std::getenv("HOME");
  const auto credentials =
      login::finalize(databricks::credential_options(settings, home == nullptr ? "" : home));
  if (!credentials) {
    return credentials.error();
  }
  for (const auto& warning : credentials->warnings) {
    complain(warning);
  }
  const auto options = databricks::job_options(settings);
  if (!options) {
    return options.error();
  }
  auto known = secrets::known_secrets();
  if (!known) {
    return known.error();
  }
  return databricks::make_job_engine(*credentials, *options, *std::move(known));
}

}  // namespace

Result<std::unique_ptr<NotebookEngine>> make_notebook_engine(const settings::Settings& settings,
                                                             const NotebookPlan& plan,
                                                             EnvironmentChanges environment) {
  return is_local(settings) ? local_engine(settings, plan, std::move(environment))
                            : databricks_engine(settings);
}

}  // namespace testtracker::cli
