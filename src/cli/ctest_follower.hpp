#pragma once

// Follows one ctest: prepares its command so that its tests are observed (docs/ctest.md), passes on
// its output and writes the journal of its entries, in a thread of its own while ctest runs.

#include "base/process.hpp"
#include "cli/ctest_output.hpp"
#include "process/command.hpp"
#include "sources/ctest_command.hpp"
#include "sources/ctest_journal.hpp"
#include "sources/ctest_shadow.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace testtracker::cli {

/// Life cycle: construct → `prepare` → start the command → `start` → ctest ends → `finish`.
class CtestFollower {
 public:
  CtestFollower(const spool::SessionFolder& folder, sources::CtestCommand command);
  CtestFollower(const CtestFollower&) = delete;
  CtestFollower& operator=(const CtestFollower&) = delete;
  ~CtestFollower();

  /// Completes arguments, directory, environment and streams of the command that runs ctest. What
  /// cannot be had is told and left out.
  void prepare(process::Command& command);
  /// `ctest`: the running one.
  void start(const ProcessStat& ctest);
  void finish(bool passed);

 private:
  void find_directory_of_preset(const process::Command& command);
  [[nodiscard]] bool has_launcher() const;
  void make_shadow(process::Command& command);
  bool has_shadow_for_preset(const process::Command& command);
  [[nodiscard]] Result<sources::CtestShadow> new_shadow(const std::string& path) const;
  void lead_into_shadow(process::Command& command);
  void replace_script(process::Command& command);
  bool relay_output(process::Command& command, const HiddenWords& words);
  void remove_shadows();
  [[nodiscard]] std::optional<std::string> ask(const process::Command& command,
                                               std::vector<std::string> arguments) const;
  void list_entries(const process::Command& command);
  void follow();
  void add_output(const std::string& piece);
  void read_output_log();
  [[nodiscard]] ProgramStarted describe(const ProcessStat& ctest) const;

  const spool::SessionFolder& folder_;
  sources::CtestCommand command_;
  std::string work_;  // a folder within the session's, for this run
  std::string launcher_;
  std::optional<sources::SourceShadow> source_shadow_;  // for a preset and an old ctest
  std::optional<sources::CtestShadow> shadow_;
  std::optional<CtestOutput> relay_;
  std::vector<sources::CtestEntry> entries_;
  sources::CtestLaunches launches_;
  std::unique_ptr<sources::CtestLog> log_;
  std::optional<sources::CtestJournal> journal_;
  std::optional<sources::CtestLines> lines_;

  bool is_heard_ = false;           // lines come from standard output, not from `-O`
  std::uint64_t log_position_ = 0;  // of `-O`
  std::string rest_;                // a line that is not complete
  std::atomic<bool> has_ended_{false};
  std::thread thread_;
};

}  // namespace testtracker::cli
