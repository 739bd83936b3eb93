#pragma once

// What `testtracker run` does with SIGINT, SIGTERM and SIGHUP: the program that it runs gets them.

#include <sys/types.h>

namespace testtracker::cli {

/// Catches the three signals from its construction to its destruction; one that is ignored (nohup)
/// stays ignored. One object at a time.
class ForwardedSignals {
 public:
  ForwardedSignals();
  ForwardedSignals(const ForwardedSignals&) = delete;
  ForwardedSignals& operator=(const ForwardedSignals&) = delete;
  ~ForwardedSignals();

  /// From now on they are sent to `child`, or its group when it has its own; one that came before
  /// is sent now. A signal that the terminal sent is not forwarded to a child in our own group: it
  /// got it already.
  void forward_to(pid_t child, bool own_group) const;
  /// The child is gone: what comes now asks us to stop waiting.
  void stop_forwarding() const;
  /// A signal came after `stop_forwarding`.
  [[nodiscard]] bool was_asked_to_stop() const;
  /// Any signal came, forwarded or not.
  [[nodiscard]] bool has_caught_any() const;
};

}  // namespace testtracker::cli
