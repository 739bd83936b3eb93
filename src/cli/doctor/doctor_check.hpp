#pragma once

// What `testtracker doctor` finds. Each check looks at one thing and says what to type.

#include "settings/settings.hpp"

#include <string>
#include <vector>

namespace testtracker::cli {

struct Check {
  enum class State {
    good,
    notice,   ///< works, and could be better
    problem,  ///< something will not work; the exit code becomes 1
  };
  std::string name;
  State state = State::good;
  std::string text;
  std::string advice;  ///< what to type or change; empty when all is well
};

/// This machine: spool, sessions that wait, git, the program mlflow.
[[nodiscard]] std::vector<Check> check_machine(const settings::Settings& settings);

/// The tracking server of `directory`: reachable, version, credentials, clock, experiment,
/// artifacts. Takes at most some seconds when it is away.
[[nodiscard]] std::vector<Check> check_server(const settings::Settings& settings,
                                              const std::string& directory);

/// The Databricks workspace: reachable, who we are there, clock. Nothing when no setting speaks of
/// one. Takes at most some seconds.
[[nodiscard]] std::vector<Check> check_databricks(const settings::Settings& settings);

}  // namespace testtracker::cli
