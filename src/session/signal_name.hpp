#pragma once

// Names of signals, the same on every machine (strsignal(3) answers in the user's language).

#include <cstdint>
#include <string>

namespace testtracker::session {

/// `SIGSEGV` for 11; `signal 35` for one without a name.
[[nodiscard]] std::string signal_name(std::int32_t signal);

/// True for the signals by which people and CI systems stop a program: SIGHUP, SIGINT, SIGQUIT,
/// SIGTERM.
[[nodiscard]] bool is_interruption(std::int32_t signal) noexcept;

}  // namespace testtracker::session
