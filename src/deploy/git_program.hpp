#pragma once

// The program git, run so that it asks nobody, runs no hooks, and finds a token that is in no URL,
// argument or variable. Specified in docs/deployment.md, "git".

#include "deploy/child_runner.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <utility>
#include <vector>

namespace testtracker::deploy {

/// Not thread-safe.
class GitProgram {
 public:
  /// `work`: private folder of this deployment.
  GitProgram(std::string work, ChildRunner runner)
      : work_(std::move(work)), runner_(std::move(runner)) {}

  /// Writes the token into the private folder, and a program that tells it to git, both for the
  /// owner alone. An empty one means what git itself finds. Errors: `io`.
  Result<void> use_token(const std::string& token);

  /// Paths of this machine may be submodules of what is fetched.
  void allow_paths() { allows_paths_ = true; }

  /// They are in no error of `run` then.
  void hide(std::vector<std::string> secrets) { secrets_ = std::move(secrets); }
  /// For what git printed and people read.
  [[nodiscard]] std::string without_secrets(const std::string& text) const;

  /// What it printed. `doing` begins the error's sentence. Errors: `busy` when stopped on request,
  /// `unreachable` with git's own words.
  [[nodiscard]] Result<std::string> run(std::vector<std::string> arguments,
                                        const std::string& doing) const;

 private:
  std::string work_;
  ChildRunner runner_;
  std::vector<std::string> secrets_;
  bool has_token_ = false;
  bool allows_paths_ = false;
};

}  // namespace testtracker::deploy
