#include "session/signal_name.hpp"

#include <array>
#include <csignal>
#include <utility>

namespace testtracker::session {

std::string signal_name(std::int32_t signal) {
  static constexpr std::array<std::pair<std::int32_t, const char*>, 18> k_names{{
      {SIGHUP, "SIGHUP"},
      {SIGINT, "SIGINT"},
      {SIGQUIT, "SIGQUIT"},
      {SIGILL, "SIGILL"},
      {SIGTRAP, "SIGTRAP"},
      {SIGABRT, "SIGABRT"},
      {SIGBUS, "SIGBUS"},
      {SIGFPE, "SIGFPE"},
      {SIGKILL, "SIGKILL"},
      {SIGUSR1, "SIGUSR1"},
      {SIGSEGV, "SIGSEGV"},
      {SIGUSR2, "SIGUSR2"},
      {SIGPIPE, "SIGPIPE"},
      {SIGALRM, "SIGALRM"},
      {SIGTERM, "SIGTERM"},
      {SIGXCPU, "SIGXCPU"},
      {SIGXFSZ, "SIGXFSZ"},
      {SIGSYS, "SIGSYS"},
  }};
  for (const auto& [number, name] : k_names) {
    if (number == signal) {
      return name;
    }
  }
  return "signal " + std::to_string(signal);
}

bool is_interruption(std::int32_t signal) noexcept {
  return signal == SIGHUP || signal == SIGINT || signal == SIGQUIT || signal == SIGTERM;
}

}  // namespace testtracker::session
