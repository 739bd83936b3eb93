#pragma once

// Understands as much of a ctest command line as is needed to follow it; everything else passes
// through as it is.

#include <string>
#include <vector>

namespace testtracker::sources {

struct CtestCommand {
  std::vector<std::string> arguments;  ///< without argv[0], as the user gave them
  std::string build_directory;         ///< absolute; of `--test-dir`, else the working directory
  bool names_directory = false;        ///< it has a `--test-dir`
  /// `-N`, `--help` …: it runs no test, and there is nothing to record.
  bool only_tells = false;
  bool names_preset = false;  ///< `--preset`: the preset has the directory
  /// `-S`, `--build-and-test`: ctest finds the directory by itself, so that it cannot be given
  /// another one. It does all its work even when it is asked for a list.
  bool chooses_directory = false;
  std::string script;  ///< of `-S`, as the user gave it, without its argument; empty without one
  /// `-T Test`, `-D ExperimentalTest` …: as a dashboard client that does nothing but test. It takes
  /// the directory from DartConfiguration.tcl.
  bool is_test_step = false;
  bool is_quiet = false;        ///< it need not print a line for a test
  bool wants_progress = false;  ///< `--progress`, and nothing that overrules it
  std::string output_log;       ///< of `-O`; empty when there is none
};

/// `working_directory`: absolute.
[[nodiscard]] CtestCommand parse_ctest_command(const std::vector<std::string>& arguments,
                                               const std::string& working_directory);

/// The arguments with another `--test-dir`, which is added when a preset would give the directory;
/// otherwise as they are when there is none in them.
[[nodiscard]] std::vector<std::string> with_directory(const CtestCommand& command,
                                                      const std::string& directory);

/// The arguments with another script, which gets the same argument.
[[nodiscard]] std::vector<std::string> with_script(const CtestCommand& command,
                                                   const std::string& script);

/// The arguments that list the same tests as JSON and change no file.
[[nodiscard]] std::vector<std::string> listing_arguments(const std::vector<std::string>& arguments);

/// The arguments with which ctest tells which tests it would run and changes no file.
[[nodiscard]] std::vector<std::string> telling_arguments(const std::vector<std::string>& arguments);

/// The directory that ctest tells (`Test project DIRECTORY`); empty when it tells none.
[[nodiscard]] std::string told_directory(const std::string& output);

}  // namespace testtracker::sources
