#pragma once

// Runs git in one directory until a common deadline: reads only, asks nobody, takes no locks. Used
// by git_state and commit_order.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::context {

class Git {
 public:
  Git(std::string directory, std::chrono::steady_clock::time_point deadline)
      : directory_(std::move(directory)), deadline_(deadline) {}

  /// stdout without the last newline; nothing when git failed, is missing or was too slow. Safe
  /// from several threads.
  [[nodiscard]] std::optional<std::string> ask(std::vector<std::string> arguments) const;

 private:
  std::string directory_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace testtracker::context
