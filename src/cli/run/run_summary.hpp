#pragma once

// What `testtracker run` tells on stderr when the program has ended.

#include "cli/common_options.hpp"
#include "cli/delivery/delivery_wait.hpp"
#include "cli/delivery/wait_line.hpp"
#include "spool/session_folder.hpp"

#include <chrono>
#include <string>

namespace testtracker::cli {

/// All members print; with --quiet only that nothing was delivered, with --json one line at the
/// end.
class RunSummary {
 public:
  /// Both must outlive it.
  RunSummary(const spool::SessionFolder& folder, const CommonOptions& common);

  /// `testtracker: 12 tests, 1 failed, 2 skipped`, as the session's journals have it now.
  void print_counts();
  /// On a terminal one line that is overwritten.
  void show_progress(const Outcome& outcome, std::chrono::milliseconds waited);
  /// The links, or why there are none and what to type.
  void print_outcome(const Outcome& outcome, const Uploader& uploader, const std::string& log_path);

 private:
  void print_links(const Outcome& outcome) const;
  void print_json(const Outcome& outcome) const;
  [[nodiscard]] std::string upload_command() const;

  const spool::SessionFolder& folder_;
  const CommonOptions& common_;
  std::string counts_;
  std::string counts_json_ = "{}";
  WaitLine line_;
};

}  // namespace testtracker::cli
