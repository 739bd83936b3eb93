#include "cli/run/forwarded_signals.hpp"

#include <array>
#include <cerrno>
#include <csignal>

namespace testtracker::cli {
namespace {

constexpr std::array<int, 3> k_signals = {SIGINT, SIGTERM, SIGHUP};

enum Phase : int { k_no_child, k_child, k_child_gone };

// A handler reaches nothing but globals; pid_t fits into sig_atomic_t on Linux.
volatile std::sig_atomic_t phase_ = k_no_child;
volatile std::sig_atomic_t target_ = 0;   // for kill(2): negative = a group
volatile std::sig_atomic_t pending_ = 0;  // a signal that came before there was a child
volatile std::sig_atomic_t asked_to_stop_ = 0;
volatile std::sig_atomic_t has_caught_ = 0;
std::array<struct sigaction, k_signals.size()> former_;

void handle(int number, siginfo_t* info, void*) {
  const int callers_errno = errno;
  has_caught_ = 1;
  // A positive code is the kernel's: the terminal, which signals the whole foreground group.
  const bool came_from_terminal = info->si_code > 0;
  if (phase_ == k_no_child) {
    pending_ = number;
  } else if (phase_ == k_child_gone) {
    asked_to_stop_ = 1;
  } else if (!came_from_terminal || target_ < 0) {
    ::kill(static_cast<pid_t>(target_), number);
  }
  errno = callers_errno;
}

}  // namespace

ForwardedSignals::ForwardedSignals() {
  phase_ = k_no_child;
  pending_ = 0;
  asked_to_stop_ = 0;
  has_caught_ = 0;
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < k_signals.size(); ++i) {
    ::sigaction(k_signals[i], nullptr, &former_[i]);
    if (former_[i].sa_handler != SIG_IGN) {
      ::sigaction(k_signals[i], &action, nullptr);
    }
  }
}

ForwardedSignals::~ForwardedSignals() {
  for (std::size_t i = 0; i < k_signals.size(); ++i) {
    ::sigaction(k_signals[i], &former_[i], nullptr);
  }
}

void ForwardedSignals::forward_to(pid_t child, bool own_group) const {
  target_ = own_group ? -child : child;
  phase_ = k_child;
  if (pending_ != 0) {
    ::kill(static_cast<pid_t>(target_), pending_);
  }
}

void ForwardedSignals::stop_forwarding() const {
  phase_ = k_child_gone;
}

bool ForwardedSignals::was_asked_to_stop() const {
  return asked_to_stop_ != 0;
}

bool ForwardedSignals::has_caught_any() const {
  return has_caught_ != 0;
}

}  // namespace testtracker::cli
