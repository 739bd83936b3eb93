#pragma once

// Verbs that all tests of the Catch2 adapter use.

#include "program_run.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::adapters {

class Catch2Test : public ProgramTest {
 protected:
  /// Runs the tracked program with these arguments, Catch2's specs and options.
  ProgramRun run_with(std::vector<std::string> arguments, std::string main = {}) const {
    ProgramCall call;
    call.arguments = std::move(arguments);
    call.main = std::move(main);
    return run(call);
  }
  static bool has_version_3() {
    return std::filesystem::path(programs_folder()).filename() == "v3";
  }
};

}  // namespace testtracker::adapters
