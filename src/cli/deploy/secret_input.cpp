#include "cli/deploy/secret_input.hpp"

#include "secrets/secret_names.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

volatile std::sig_atomic_t caught_signal = 0;

void remember(int signal) {
  caught_signal = signal;
}

/// While it lives, the terminal shows nothing of what is typed, and signals that end the program
/// wait for its end, so that the terminal is never left mute.
class SilentTerminal {
 public:
  SilentTerminal() {
    caught_signal = 0;
    struct sigaction action {};
    action.sa_handler = remember;
    sigset_t ours;
    ::sigemptyset(&ours);
    for (std::size_t i = 0; i < k_signals.size(); ++i) {
      ::sigaddset(&ours, k_signals[i]);
      ::sigaction(k_signals[i], &action, &before_[i]);
    }
    ::sigprocmask(SIG_BLOCK, &ours, &mask_);
    is_muted_ = ::tcgetattr(STDIN_FILENO, &mode_) == 0;
    termios silent = mode_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_muted_ = is_muted_ && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  ~SilentTerminal() {
    if (is_muted_) {
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode_);
    }
    ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
    for (std::size_t i = 0; i < k_signals.size(); ++i) {
      ::sigaction(k_signals[i], &before_[i], nullptr);
    }
    if (caught_signal != 0) {
      ::raise(caught_signal);
    }
  }

  [[nodiscard]] bool is_muted() const noexcept { return is_muted_; }

  /// False once a signal came, also one that came before the call: they are let in only here.
  [[nodiscard]] bool wait() const {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (::ppoll(&input, 1, nullptr, &mask_) < 0 && errno == EINTR && caught_signal == 0) {
    }
    return caught_signal == 0;
  }

 private:
  static constexpr std::array<int, 5> k_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

  sigset_t mask_{};
  termios mode_{};
  bool is_muted_ = false;
  std::array<struct sigaction, 5> before_{};
};

/// Up to the end of the input, from a terminal up to the end of the line.
Result<std::string> read_input(const SilentTerminal* terminal) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    if (terminal != nullptr && !terminal->wait()) {
      return Error{ErrorCode::invalid_argument, "no value was typed"};
    }
    const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return Error{ErrorCode::io,
                   fmt::format("read the value from standard input: {}", std::strerror(errno))};
    }
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > secrets::k_longest_value_bytes + 1) {
      return Error{
          ErrorCode::invalid_argument,
          fmt::format("more than {} bytes came on standard input, and a secret has at most "
                      "those",
                      secrets::k_longest_value_bytes)};
    }
    if (got == 0 || (terminal != nullptr && text.back() == '\n')) {
      return text;
    }
  }
}

std::string without_newline(std::string text) {
  if (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

}  // namespace

Result<std::string> read_secret(const std::string& prompt) {
  const bool is_asked = ::isatty(STDIN_FILENO) == 1;
  if (!is_asked) {
    auto text = read_input(nullptr);
    return text ? Result<std::string>(without_newline(*std::move(text))) : text;
  }
  const SilentTerminal terminal;
  if (!terminal.is_muted()) {
    return Error{ErrorCode::io,
                 "the terminal does not let its echo be switched off; give the value by a pipe"};
  }
  fmt::print(stderr, "{}", prompt);
  auto text = read_input(&terminal);
  fmt::print(stderr, "\n");
  return text ? Result<std::string>(without_newline(*std::move(text))) : text;
}

}  // namespace testtracker::cli
