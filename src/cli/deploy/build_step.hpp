#pragma once

// The build of a deployment: a shell command in a checkout, with chosen variables only, its output
// shown and kept without secrets. Specified in docs/deployment.md, "The build".

#include "deploy/child_runner.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::cli {

class BuildStep {
 public:
  using Show = std::function<void(std::string_view)>;
  using Variables = std::vector<std::pair<std::string, std::optional<std::string>>>;

  /// `variables`: what it may see beside the allowed ones; `secrets`: what its output must not
  /// hold. `settings` must outlive it.
  BuildStep(const settings::Settings& settings, Variables variables,
            std::vector<std::string> secrets)
      : settings_(settings), variables_(std::move(variables)), secrets_(std::move(secrets)) {}

  /// `show` gets its output as it comes, without secrets. Errors: `rejected` when it ended badly or
  /// took too long; `busy` when it was stopped.
  Result<void> run(const std::string& folder, const deploy::ChildRunner& runner, Show show);

  /// All that it printed, both streams in their order, without secrets; at most the last 4 MiB.
  [[nodiscard]] const std::string& log() const noexcept { return log_; }

 private:
  [[nodiscard]] Variables environment() const;
  void take(const std::string& text);

  const settings::Settings& settings_;
  Variables variables_;
  std::vector<std::string> secrets_;
  Show show_;
  std::string log_;
};

}  // namespace testtracker::cli
