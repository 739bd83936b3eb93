#pragma once

// Prepares the command that runs ctest so that its tests are observed: leads it into shadows
// (docs/ctest.md), puts us between it and its output, and asks it for its entries.

#include "cli/ctest/ctest_output.hpp"
#include "process/command.hpp"
#include "sources/ctest/ctest_command.hpp"
#include "sources/ctest/ctest_launches.hpp"
#include "sources/ctest/ctest_list.hpp"
#include "sources/ctest/ctest_log.hpp"
#include "sources/ctest/ctest_shadow.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

/// Life cycle: construct → `prepare` → ctest runs → `remove_shadows`.
class CtestPreparation {
 public:
  /// `work`: a folder that exists, for this run.
  CtestPreparation(std::string work, sources::CtestCommand command);

  /// Completes arguments, directory, environment and streams of the command that runs ctest. What
  /// cannot be had is told and left out.
  void prepare(process::Command& command);
  /// Moves what appeared in them to where it belongs.
  void remove_shadows();

  /// As far as it is known by now.
  [[nodiscard]] const sources::CtestCommand& command() const noexcept { return command_; }
  /// Null when ctest writes to our own output itself.
  [[nodiscard]] CtestOutput* output() noexcept { return relay_ ? &*relay_ : nullptr; }
  /// Null when nobody knows where ctest keeps the outputs of tests.
  [[nodiscard]] sources::CtestLog* log() noexcept { return log_.get(); }
  [[nodiscard]] sources::CtestLaunches& launches() noexcept { return launches_; }
  [[nodiscard]] const std::vector<sources::CtestEntry>& entries() const noexcept {
    return entries_;
  }

 private:
  void find_directory_of_preset(const process::Command& command);
  [[nodiscard]] bool has_launcher() const;
  void make_shadow(process::Command& command);
  bool has_shadow_for_preset(const process::Command& command);
  [[nodiscard]] Result<sources::CtestShadow> new_shadow(const std::string& path) const;
  void lead_into_shadow(process::Command& command);
  void replace_script(process::Command& command);
  bool relay_output(process::Command& command, const HiddenWords& words);
  void list_entries(const process::Command& command);

  std::string work_;
  sources::CtestCommand command_;
  std::string launcher_;
  std::optional<sources::SourceShadow> source_shadow_;  // for a preset and an old ctest
  std::optional<sources::CtestShadow> shadow_;
  std::optional<CtestOutput> relay_;
  std::vector<sources::CtestEntry> entries_;
  sources::CtestLaunches launches_;
  std::unique_ptr<sources::CtestLog> log_;
};

}  // namespace testtracker::cli
