#pragma once

// Runs another program and tells how it ended. Everything outside of test processes that starts a
// program and waits for it does it through here.

#include "base/unique_fd.hpp"
#include "process/command.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace testtracker::process {

/// A child that was started and not yet waited for. Move-only. The destructor kills (SIGKILL) and
/// reaps a child that nobody waited for: no zombie stays. Not thread-safe.
class ChildProcess {
 public:
  /// Returns when the program is executing. Inherited are all descriptors that are not
  /// close-on-exec, the signal mask, and which signals are ignored. Errors: `not_found` (a shell
  /// would exit with 127), `unsupported` (it is there and cannot be executed: 126),
  /// `invalid_argument` (no arguments, capture or relay for stdin), `io` (no process, no such
  /// directory or file for a stream). Each message names the program.
  static Result<ChildProcess> start(const Command& command);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] bool has_own_group() const noexcept { return own_group_; }
  /// With the pid the identity of the process (field 22 of /proc/<pid>/stat); 0 = unknown.
  [[nodiscard]] std::uint64_t start_ticks() const noexcept { return start_ticks_; }

  /// Waits for the end, reading captured streams meanwhile; interrupted system calls are resumed.
  /// The time counts from this call. What the child's own children keep writing to captured
  /// streams after its end is not waited for. Requires: called once.
  Exit wait(const Patience& patience = {});

  /// Sends a signal to the child, or its group when it has its own. Safe in a signal handler.
  /// Requires: `wait` has not returned yet.
  void send_signal(int number) const noexcept;

 private:
  ChildProcess() = default;
  void kill_and_reap() noexcept;
  void hear_side_news() const;

  pid_t pid_ = -1;  // -1 = moved from, or reaped
  bool own_group_ = false;
  std::uint64_t start_ticks_ = 0;
  std::size_t max_captured_bytes_ = 0;
  std::function<void(std::string_view)> on_output_;
  std::function<void(std::string_view)> on_error_;
  int side_descriptor_ = -1;
  std::function<void()> on_side_news_;
  UniqueFd pidfd_;  // readable at the end of the child; empty where the kernel has none
  UniqueFd output_;
  UniqueFd error_;
};

/// `start` and `wait`.
Result<Exit> run(const Command& command, const Patience& patience = {});

}  // namespace testtracker::process
