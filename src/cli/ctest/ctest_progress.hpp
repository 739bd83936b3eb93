#pragma once

// The changing line of `ctest --progress`: ctest draws none when it writes a log (`-O`, which tells
// us every verdict), so it is made of the lines that ctest prints instead. docs/ctest.md.

#include "sources/ctest/ctest_lines.hpp"

#include <cstddef>
#include <string>

namespace testtracker::cli {

/// Rewrites what ctest prints, for a terminal: starts and good ends change one line, bad ends and
/// everything else stay. Not thread-safe.
class CtestProgress {
 public:
  /// `entries`: how many are going to run.
  explicit CtestProgress(std::size_t entries);
  CtestProgress(const CtestProgress&) = delete;
  CtestProgress& operator=(const CtestProgress&) = delete;

  /// What is to be shown for it; an unfinished line is kept.
  std::string add(const std::string& piece);
  /// The rest.
  std::string finish();

 private:
  enum class Event { none, started, ended_well, ended_badly };

  std::string rewritten(const std::string& line);
  std::string erase();
  std::string drawn();

  sources::CtestLines lines_;
  Event event_ = Event::none;  // of the last line
  std::size_t entries_;
  std::size_t completed_ = 0;
  std::string shown_;  // `#3: name`, of the entry that started last
  bool is_drawn_ = false;
  std::string rest_;
};

}  // namespace testtracker::cli
