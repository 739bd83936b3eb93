#pragma once

// Stands between ctest and our own standard output and error, so that what is printed is what ctest
// would print without us: the shadow directory reads as the build directory, and the launcher in
// front of a test's command disappears. On a terminal ctest gets a terminal too.

#include "base/unique_fd.hpp"
#include "cli/ctest/ctest_progress.hpp"
#include "process/command.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// What to hide; empty texts hide nothing.
struct HiddenWords {
  std::string shadow;      ///< reads as …
  std::string build;       ///< … this, or …
  std::string build_file;  ///< … what stands in this file by then
  std::string launcher;    ///< `LAUNCHER "entry" "program" …` reads as `program …`
};

/// Rewrites a text that comes in pieces.
class OutputFilter {
 public:
  explicit OutputFilter(HiddenWords words) : words_(std::move(words)) {}

  /// What can be shown already; what may be the beginning of a hidden word is kept.
  std::string add(const std::string& piece);
  /// The rest.
  std::string finish();

 private:
  std::string take(bool is_last);
  [[nodiscard]] std::string build() const;

  HiddenWords words_;
  std::string pending_;
};

/// Life cycle: create → `redirect` the command → start it → `pump` until it ended → `finish`.
class CtestOutput {
 public:
  /// Errors: `io` when no pipe or terminal can be had.
  static Result<CtestOutput> create(const HiddenWords& words);

  void redirect(process::Command& command) const;
  /// `listener` gets what the command writes to its standard output, as it wrote it.
  void on_output(std::function<void(const std::string&)> listener) {
    listener_ = std::move(listener);
  }
  /// Standard output, when it is a terminal, gets the changing line of `--progress`.
  void show_progress(std::size_t entries);
  /// Passes on what comes within `milliseconds`; returns at once after something came.
  void pump(int milliseconds);
  /// The command has ended: passes on all that is left.
  void finish();

 private:
  struct Channel {
    UniqueFd reader;
    UniqueFd writer;  ///< the command's end
    int target;       ///< 1 or 2
    OutputFilter filter;
  };
  CtestOutput() = default;
  void pass_on(Channel& channel) const;
  void show(const Channel& channel, const std::string& text) const;

  std::function<void(const std::string&)> listener_;
  std::unique_ptr<CtestProgress> progress_;
  std::vector<Channel> channels_;  ///< of stdout, and of stderr when that leads elsewhere
};

}  // namespace testtracker::cli
