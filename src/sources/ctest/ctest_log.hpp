#pragma once

// The outputs of tests, from the log that ctest writes while it runs
// (Testing/Temporary/LastTest*.log; `….tmp…` until its end). One block for each attempt of an
// entry.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace testtracker::sources {

/// Follows the log of one run. Not thread-safe.
class CtestLog {
 public:
  /// `folder`: Testing/Temporary of the build; it may appear later. Logs that are there already, or
  /// were written before now, are not this run's.
  explicit CtestLog(std::string folder);

  /// Reads on; call it now and then, and once more when ctest has ended.
  void poll();

  /// Output of the next attempt of that entry, in order; nothing when it is not there yet.
  std::optional<std::string> next_output(const std::string& entry);

 private:
  void find_log();
  void read();
  bool take_block();

  std::string folder_;
  std::chrono::nanoseconds began_;              // since 1970
  std::map<std::string, std::uint64_t> known_;  // name → inode, of logs of earlier runs
  int file_ = -1;
  std::uint64_t position_ = 0;
  std::string rest_;
  std::map<std::string, std::deque<std::string>> outputs_;

 public:
  CtestLog(const CtestLog&) = delete;
  CtestLog& operator=(const CtestLog&) = delete;
  ~CtestLog();
};

}  // namespace testtracker::sources
