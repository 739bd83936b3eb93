#pragma once

// Of a session that a plain `ctest` made, only its programs recorded something, and none of them
// knows in which entry it ran, with which environment and working directory. ctest knows: it is
// asked for its entries. Used by `gate --confirm`.

#include "session/session_result.hpp"
#include "sources/ctest/ctest_list.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

class PlainCtest {
 public:
  /// Of the session in this folder; nothing when no plain ctest made it.
  static std::optional<PlainCtest> of(const std::string& session_path);

  /// What to type to run the entry of this process alone. Errors: `not_found` when none or several
  /// of them run such a program; a sentence without its beginning.
  [[nodiscard]] Result<std::string> rerun_command(const session::ProcessResult& process) const;

 private:
  std::vector<std::string> arguments_;
  std::string directory_;  ///< of the build; empty when ctest does not tell
  std::vector<sources::CtestEntry> entries_;
};

}  // namespace testtracker::cli
