#pragma once

// The command line as a whole: what a verb needs to add itself. A verb is one file
// `<verb>_verb.cpp` with an options struct, `add_<verb>(Program&)` that describes its options, and
// `run_<verb>(options, common)` that does the work; verbs.hpp lists all of them.

#include "cli/common_options.hpp"

#include <testtracker/result.hpp>

#include <CLI/App.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

/// How a verb presents itself.
struct Verb {
  std::string name;
  std::string help;  ///< one line for the list of verbs, without a full stop
  /// Does the work and returns the exit code. An Error is printed and turned into a code.
  std::function<Result<int>()> run;
  /// Instead of the codes that exit_codes.hpp has for wrong usage and for errors: a verb that
  /// passes on another program's exit code keeps its own failures apart.
  std::optional<int> failure_code = {};
  /// The verb runs another program, whose command line comes last: behind `--`, or from the first
  /// word on that is no option. `Program::command_to_run` has it.
  bool runs_program = false;
  /// Options too belong to that program, from the first on that the verb does not know itself.
  bool passes_options = false;
};

/// Owns the parser and what the common options were set to.
class Program {
 public:
  Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() = default;

  /// Adds a verb with the common options; the caller adds the verb's own to the result. `parent`
  /// is a group of verbs, as add_group returns it.
  CLI::App& add_verb(Verb verb, CLI::App* parent = nullptr);
  /// Adds a word such as `server` that only groups verbs.
  CLI::App& add_group(const std::string& name, const std::string& help);

  /// Filled once the arguments are parsed; lives as long as the program.
  [[nodiscard]] const CommonOptions& common() const noexcept { return common_; }
  [[nodiscard]] CommonOptions& common() noexcept { return common_; }
  [[nodiscard]] const CLI::App& parser() const noexcept { return app_; }

  /// Command line of the program that the chosen verb shall run. Errors: `invalid_argument` when
  /// there is none, or an option that the verb does not know stands in its place.
  [[nodiscard]] Result<std::vector<std::string>> command_to_run() const;
  /// Of a verb that passes options: all that follows its own ones.
  [[nodiscard]] const std::vector<std::string>& passed_arguments() const noexcept {
    return behind_mark_;
  }

  /// Parses the arguments, runs the verb, prints what went wrong. Returns the exit code.
  int run(int argc, const char* const* argv);

 private:
  Result<int> run_chosen();
  [[nodiscard]] bool is_group(std::string_view word) const;
  [[nodiscard]] int find_mark(int argc, const char* const* argv) const;
  [[nodiscard]] int find_foreign_option(const CLI::App& word, int argc, const char* const* argv,
                                        int from) const;
  int complain_about_usage(const CLI::ParseError& error, bool has_arguments);
  [[nodiscard]] const Verb* chosen_verb() const;

  CLI::App app_;
  CommonOptions common_;
  std::map<const CLI::App*, Verb> verbs_;
  std::vector<std::string> behind_mark_;  // what followed `--`, for verbs that run programs
  bool has_mark_ = false;
};

}  // namespace testtracker::cli
