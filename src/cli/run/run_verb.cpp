// testtracker run: runs a program, its tests become one session, its exit code stays what it is.

#include "cli/exit_codes.hpp"
#include "cli/run/run_session.hpp"
#include "cli/verbs.hpp"

#include <memory>

namespace testtracker::cli {
namespace {

Result<int> run_run(const RunOptions& options, const Program& program) {
  const auto command = program.command_to_run();
  if (!command) {
    return command.error();
  }
  RunSession session(options, program.common());
  if (auto begun = session.begin(*command); !begun) {
    return begun.error();
  }
  session.observe_unmodified_program(*command);
  process::Command child;
  child.arguments = *command;
  return session.run(std::move(child), {});
}

}  // namespace

void add_run(Program& program) {
  const auto options = std::make_shared<RunOptions>();
  Verb description{"run", "Run a program and report its tests",
                   [options, &program] { return run_run(*options, program); }};
  description.failure_code = exit_codes::k_before_start;
  description.runs_program = true;
  CLI::App& verb = program.add_verb(std::move(description));
  verb.footer(
      "The program and its arguments come last:\n"
      "  testtracker run --timeout 60 -- ./my_tests --gtest_filter=Parser.*\n"
      "  testtracker run --report out.xml -- pytest --junitxml=out.xml");
  verb.add_option("--timeout", options->timeout_s,
                  "Seconds after which the program and what it started are ended")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber);
  verb.add_option(
          "--report", options->reports,
          "Reports that the program writes (JUnit and many more): files, folders, patterns; "
          "repeatable")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  add_delivery_options(verb, *options, program.common());
}

}  // namespace testtracker::cli
