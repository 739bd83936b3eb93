#pragma once

// What the launchers of one ctest told: a file to which every `testtracker-launch` appends what it
// sees of its test's process (src/launch/main.cpp writes it, docs/ctest.md says why).

#include <testtracker/event.hpp>
#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace testtracker::sources {

/// A command that a launcher started.
struct Launch {
  std::int64_t pid = 0;
  bool has_ended = false;
  ProcessExited exited;                 ///< of an ended one
  std::chrono::nanoseconds duration{};  ///< likewise, wall time
};

/// Follows the file. Not thread-safe.
class CtestLaunches {
 public:
  explicit CtestLaunches(std::string path) : path_(std::move(path)) {}

  /// The file that launchers open, made empty. Errors: `io`.
  Result<void> create() const;

  /// The first launch of an entry that nobody took yet, as the file has it now: attempts end in the
  /// order in which they started.
  std::optional<Launch> take(const std::string& entry);

 private:
  void read();
  void add(const std::string& record);

  std::string path_;
  std::uint64_t position_ = 0;
  std::string rest_;  // an unfinished record
  std::map<std::string, std::deque<Launch>> launches_;
};

}  // namespace testtracker::sources
