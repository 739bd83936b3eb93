#pragma once

// Follows one ctest: passes on its output and writes the journal of its entries, in a thread of its
// own while ctest runs.

#include "base/process.hpp"
#include "cli/ctest/ctest_preparation.hpp"
#include "process/command.hpp"
#include "sources/ctest/ctest_command.hpp"
#include "sources/ctest/ctest_journal.hpp"
#include "sources/ctest/ctest_lines.hpp"
#include "spool/session_folder.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

namespace testtracker::cli {

/// Life cycle: construct → `prepare` → start the command → `start` → ctest ends → `finish`.
class CtestFollower {
 public:
  CtestFollower(const spool::SessionFolder& folder, sources::CtestCommand command);
  CtestFollower(const CtestFollower&) = delete;
  CtestFollower& operator=(const CtestFollower&) = delete;
  ~CtestFollower();

  /// Completes the command that runs ctest.
  void prepare(process::Command& command) { prepared_.prepare(command); }
  /// `ctest`: the running one.
  void start(const ProcessStat& ctest);
  void finish(bool passed);

 private:
  void follow();
  void add_output(const std::string& piece);
  void read_output_log();
  [[nodiscard]] ProgramStarted describe(const ProcessStat& ctest) const;

  const spool::SessionFolder& folder_;
  std::string work_;  // a folder within the session's, for this run
  CtestPreparation prepared_;
  std::optional<sources::CtestJournal> journal_;
  std::optional<sources::CtestLines> lines_;

  bool is_heard_ = false;           // lines come from standard output, not from `-O`
  std::uint64_t log_position_ = 0;  // of `-O`
  std::string rest_;                // a line that is not complete
  std::atomic<bool> has_ended_{false};
  std::thread thread_;
};

}  // namespace testtracker::cli
