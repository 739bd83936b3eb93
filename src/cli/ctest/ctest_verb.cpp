// testtracker ctest: runs ctest, its entries become one session. docs/ctest.md shows it.

#include "cli/ctest/ctest_follower.hpp"
#include "cli/exit_codes.hpp"
#include "cli/run/run_session.hpp"
#include "cli/verbs.hpp"

#include <filesystem>
#include <memory>

namespace testtracker::cli {
namespace {

Result<int> run_ctest(const RunOptions& options, const Program& program) {
  std::vector<std::string> line = {"ctest"};
  const auto& passed = program.passed_arguments();
  line.insert(line.end(), passed.begin(), passed.end());
  process::Command child;
  child.arguments = line;
  RunSession session(options, program.common());
  auto command = sources::parse_ctest_command(passed, std::filesystem::current_path().string());
  if (command.only_tells) {
    return session.run(std::move(child), {});
  }
  if (auto begun = session.begin(line); !begun) {
    return begun.error();
  }
  if (session.tracked() == nullptr) {
    return session.run(std::move(child), {});
  }
  CtestFollower follower(session.tracked()->folder(), std::move(command));
  follower.prepare(child);
  return session.run(std::move(child),
                     {[&](const ProcessStat& ctest) { follower.start(ctest); },
                      [&](const process::Exit& exit) { follower.finish(exit.succeeded()); }});
}

}  // namespace

void add_ctest(Program& program) {
  const auto options = std::make_shared<RunOptions>();
  Verb description{"ctest", "Run ctest and report its tests",
                   [options, &program] { return run_ctest(*options, program); }};
  description.failure_code = exit_codes::k_before_start;
  description.runs_program = true;
  description.passes_options = true;
  CLI::App& verb = program.add_verb(std::move(description));
  verb.footer(
      "Options of ctest come last, and all of them are allowed:\n"
      "  testtracker ctest --experiment nightly --test-dir build -j8 --output-on-failure");
  add_delivery_options(verb, *options, program.common());
}

}  // namespace testtracker::cli
