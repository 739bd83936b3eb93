#include "cli/program.hpp"

#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/help_formatter.hpp"
#include "cli/usage_error.hpp"

#include <testtracker/version.hpp>

#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace testtracker::cli {
namespace {

constexpr const char* k_about = "Reports C++ test suites into MLflow.";
constexpr const char* k_more =
    "`testtracker VERB --help` explains a verb. Settings may also stand in the environment or in\n"
    "testtracker.toml; `testtracker config` shows all of them.";

// The innermost word that was recognised: `server`, or below it `start`.
const CLI::App& innermost(const CLI::App& app) {
  const auto words = app.get_subcommands();
  return words.empty() ? app : innermost(*words.front());
}

}  // namespace

Program::Program() : app_(k_about, "testtracker") {
  app_.require_subcommand(1);
  app_.formatter(std::make_shared<HelpFormatter>());
  app_.set_help_flag("-h,--help", "Print this help")->group(k_output_group);
  app_.set_version_flag("--version", "testtracker " + std::string(version()), "Print the version")
      ->group(k_output_group);
  app_.footer(k_more);
  add_common_options(app_, common_);
}

CLI::App& Program::add_verb(Verb verb, CLI::App* parent) {
  CLI::App& word = *(parent == nullptr ? app_ : *parent).add_subcommand(verb.name, verb.help);
  word.footer("");
  word.group("Verbs");
  word.get_help_ptr()->group(k_output_group);
  add_common_options(word, common_);
  word.prefix_command(verb.runs_program);
  verbs_.emplace(&word, std::move(verb));
  return word;
}

CLI::App& Program::add_group(const std::string& name, const std::string& help) {
  CLI::App& word = *app_.add_subcommand(name, help);
  word.require_subcommand(1);
  word.footer("");
  word.group("Verbs");
  return word;
}

const Verb* Program::chosen_verb() const {
  const auto found = verbs_.find(&innermost(app_));
  return found == verbs_.end() ? nullptr : &found->second;
}

// A word with verbs of its own behind it.
bool Program::is_group(std::string_view word) const {
  const auto named = app_.get_subcommands(
      [word](const CLI::App* candidate) { return candidate->get_name() == word; });
  return !named.empty() && verbs_.count(named.front()) == 0;
}

// Where `--` stands for a verb that runs programs, else argc. The parser would look for a verb
// behind it.
int Program::find_mark(int argc, const char* const* argv) const {
  bool runs_program = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--" && runs_program) {
      return i;
    }
    const bool may_be_value = std::string_view(argv[i - 1]).substr(0, 2) == "--";
    if (!runs_program && !may_be_value && is_group(word)) {
      return argc;  // `notebook run` is not `run`
    }
    for (const auto& [app, verb] : verbs_) {
      if (verb.passes_options && verb.name == word && !runs_program) {
        return find_foreign_option(*app, argc, argv, i + 1);
      }
    }
    runs_program = runs_program || std::any_of(verbs_.begin(), verbs_.end(), [&](const auto& verb) {
                     return verb.second.runs_program && verb.second.name == word;
                   });
  }
  return argc;
}

int Program::find_foreign_option(const CLI::App& word, int argc, const char* const* argv,
                                 int from) const {
  for (int i = from; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::size_t equals = argument.find('=');
    const CLI::Option* option = nullptr;
    if (argument.rfind('-', 0) == 0 && argument != "--") {
      option = word.get_option_no_throw(argument.substr(0, equals));
    }
    if (option == nullptr) {
      return i;
    }
    i += option->get_items_expected_max() > 0 && equals == std::string::npos ? 1 : 0;
  }
  return argc;
}

Result<std::vector<std::string>> Program::command_to_run() const {
  const CLI::App& word = innermost(app_);
  std::vector<std::string> command = word.remaining();
  if (!command.empty() && command.front().rfind('-', 0) == 0) {
    return Error{ErrorCode::invalid_argument, unknown_argument(word, command.front())};
  }
  if (!command.empty() && has_mark_) {
    command.emplace_back("--");  // it belongs to the program
  }
  command.insert(command.end(), behind_mark_.begin(), behind_mark_.end());
  if (command.empty()) {
    const std::string& name = word.get_name();
    return Error{ErrorCode::invalid_argument, "which program shall '" + name +
                                                  "' start? Type: testtracker " + name +
                                                  " -- PROGRAM ARGUMENTS"};
  }
  return command;
}

int Program::run(int argc, const char* const* argv) {
  const int mark = find_mark(argc, argv);
  has_mark_ = mark < argc;
  has_mark_ = has_mark_ && std::string_view(argv[mark]) == "--";
  behind_mark_.assign(argv + std::min(has_mark_ ? mark + 1 : mark, argc), argv + argc);
  try {
    app_.parse(mark, argv);
  } catch (const CLI::Success& asked) {
    return app_.exit(asked);  // prints the help or the version
  } catch (const CLI::ParseError& error) {
    return complain_about_usage(error, argc > 1);
  }
  const Result<int> code = run_chosen();
  if (code) {
    return *code;
  }
  complain(code.error().message);
  return chosen_verb()->failure_code.value_or(exit_codes::of(code.error().code));
}

Result<int> Program::run_chosen() {
  try {
    return chosen_verb()->run();
  } catch (const std::exception& failure) {
    return Error{ErrorCode::io, std::string("stopped by an unexpected failure: ") + failure.what()};
  }
}

int Program::complain_about_usage(const CLI::ParseError& error, bool has_arguments) {
  if (!has_arguments) {
    fmt::print(stderr, "{}", app_.help());
    return exit_codes::k_usage;
  }
  complain(usage_sentence(innermost(app_), error));
  const Verb* const verb = chosen_verb();
  return verb != nullptr ? verb->failure_code.value_or(exit_codes::k_usage) : exit_codes::k_usage;
}

}  // namespace testtracker::cli
