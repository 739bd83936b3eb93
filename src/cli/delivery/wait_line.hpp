#pragma once

// One line on a terminal that says what is waited for and how long.

#include "cli/common_options.hpp"

#include <chrono>
#include <string>

namespace testtracker::cli {

/// Writes to stderr; nothing when that is no terminal, or --quiet or --json is given. The
/// destructor clears the line.
class WaitLine {
 public:
  WaitLine(std::string what, const CommonOptions& common);
  WaitLine(const WaitLine&) = delete;
  WaitLine& operator=(const WaitLine&) = delete;
  ~WaitLine() { clear(); }

  /// What is over at a glance is not shown.
  void show(std::chrono::milliseconds waited);
  void show(const std::string& what, std::chrono::milliseconds waited);
  void clear();

 private:
  std::string what_;
  bool is_on_ = false;
  bool is_shown_ = false;
};

}  // namespace testtracker::cli
