// testtracker completion: prints what teaches a shell the verbs and options.

#include "cli/completion_script.hpp"
#include "cli/exit_codes.hpp"
#include "cli/verbs.hpp"

#include <fmt/core.h>

#include <memory>
#include <string>

namespace testtracker::cli {
namespace {

struct CompletionOptions {
  std::string shell;
};

Result<int> run_completion(const CompletionOptions& options, const CLI::App& parser) {
  const std::string script = options.shell == "bash"  ? bash_completion(parser)
                             : options.shell == "zsh" ? zsh_completion(parser)
                                                      : fish_completion(parser);
  fmt::print("{}", script);
  return exit_codes::k_ok;
}

}  // namespace

void add_completion(Program& program) {
  const auto options = std::make_shared<CompletionOptions>();
  CLI::App& verb = program.add_verb(
      {"completion", "Print what teaches bash, zsh or fish these verbs",
       [options, &program] { return run_completion(*options, program.parser()); }});
  verb.add_option("SHELL", options->shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  verb.footer("For this shell: source <(testtracker completion bash)");
}

}  // namespace testtracker::cli
