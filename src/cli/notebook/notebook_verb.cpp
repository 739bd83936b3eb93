// testtracker notebook test|run: runs notebooks and scripts; `test` records each as a test, `run`
// prints what they return and records nothing.

#include "cli/notebook/notebook_plan.hpp"
#include "cli/notebook/notebook_run.hpp"
#include "cli/run/run_session.hpp"
#include "cli/verbs.hpp"

#include <memory>

namespace testtracker::cli {
namespace {

struct NotebookVerbOptions {
  NotebookPlanOptions plan;
  bool fail_fast = false;
  RunOptions delivery;
};

Result<int> run_list(const NotebookVerbOptions& options, const CommonOptions& common,
                     bool is_recorded) {
  NotebookRunRequest request;
  request.plan = [&options](const settings::Settings& settings, const std::string& token) {
    return plan_notebooks(options.plan, settings, token);
  };
  request.is_recorded = is_recorded;
  request.fail_fast = options.fail_fast;
  request.delivery = options.delivery;
  return run_notebooks(request, common);
}

void add_options(CLI::App& verb, NotebookVerbOptions& options, CommonOptions& common) {
  verb.add_option("notebooks", options.plan.notebooks,
                  "Notebooks and scripts, also as patterns; otherwise those of testtracker.toml")
      ->type_name("NOTEBOOK");
  verb.add_option("--param", options.plan.parameters,
                  "A parameter of every notebook; may be repeated")
      ->type_name("NAME=TEXT")
      ->allow_extra_args(false);
  add_settings_of_verb(verb, "notebook", common);
  verb.add_flag("--fail-fast", options.fail_fast, "Begin no other once one ended badly");
  verb.add_option("--filter", options.plan.filter, "Only those whose name matches the pattern")
      ->type_name("PATTERN");
}

}  // namespace

void add_notebook(Program& program) {
  CLI::App& group = program.add_group("notebook", "Run notebooks, as tests or alone");
  const auto test = std::make_shared<NotebookVerbOptions>();
  CLI::App& test_verb = program.add_verb(
      {"test", "Run notebooks and scripts and report them as tests",
       [test, &common = program.common()] { return run_list(*test, common, true); }},
      &group);
  test_verb.footer("  testtracker notebook test 'tests/*.ipynb' --param env=staging --parallel 2");
  add_options(test_verb, *test, program.common());
  add_delivery_options(test_verb, test->delivery, program.common());
  const auto run = std::make_shared<NotebookVerbOptions>();
  CLI::App& run_verb = program.add_verb(
      {"run", "Run notebooks and scripts; nothing is recorded",
       [run, &common = program.common()] { return run_list(*run, common, false); }},
      &group);
  add_options(run_verb, *run, program.common());
}

}  // namespace testtracker::cli
