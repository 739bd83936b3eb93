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
  /// `--preset`, `-S`, `--build-and-test`: ctest finds the directory by itself, so that it cannot
  /// be given another one.
  bool chooses_directory = false;
  bool is_terse = false;   ///< `--quiet`, `--progress`: it does not print a line for every test
  std::string output_log;  ///< of `-O`; empty when there is none
};

/// `working_directory`: absolute.
[[nodiscard]] CtestCommand parse_ctest_command(const std::vector<std::string>& arguments,
                                               const std::string& working_directory);

/// The arguments with another `--test-dir`; as they are when there is none in them.
[[nodiscard]] std::vector<std::string> with_directory(const CtestCommand& command,
                                                      const std::string& directory);

/// The arguments that list the same tests as JSON and change no file.
[[nodiscard]] std::vector<std::string> listing_arguments(const std::vector<std::string>& arguments);

}  // namespace testtracker::sources
