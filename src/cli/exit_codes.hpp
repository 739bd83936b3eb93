#pragma once

// Exit codes of the program testtracker; docs/cli.md lists them.

#include <testtracker/result.hpp>

namespace testtracker::cli::exit_codes {

inline constexpr int k_ok = 0;
inline constexpr int k_failed = 1;            ///< done, and the answer is bad; or something broke
inline constexpr int k_usage = 2;             ///< wrong arguments or settings
inline constexpr int k_not_delivered = 3;     ///< cannot be done now; nothing is lost
inline constexpr int k_timed_out = 124;       ///< `run`: the program was ended by --timeout
inline constexpr int k_before_start = 125;    ///< `run`: testtracker failed, nothing was started
inline constexpr int k_not_executable = 126;  ///< `run`: the program cannot be executed
inline constexpr int k_no_program = 127;      ///< `run`: there is no such program
inline constexpr int k_signal_base = 128;     ///< `run`: plus the signal that killed the program

/// For a program that could not be started, from the error of process::ChildProcess::start.
[[nodiscard]] int of_failed_start(ErrorCode code) noexcept;

/// The code for a verb that ended with this error, one of 1, 2, 3.
[[nodiscard]] int of(ErrorCode code) noexcept;

}  // namespace testtracker::cli::exit_codes
