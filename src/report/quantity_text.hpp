#pragma once

// Durations, times and sizes as people read them; the same in every locale.

#include <chrono>
#include <cstdint>
#include <string>

namespace testtracker::report {

/// Three digits that count: `870 ns`, `1.24 ms`, `12.3 s`, `4 min 05 s`, `2 h 03 min`.
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds duration);

/// `12.5 MiB`; empty for 0, which means unknown.
[[nodiscard]] std::string memory_text(std::uint64_t bytes);

/// `2026-11-25 04:05:06 UTC`, of nanoseconds since 1970.
[[nodiscard]] std::string time_text(std::chrono::nanoseconds time);

/// `2026-11-25T04:05:06`, UTC: as JUnit's `timestamp` wants it.
[[nodiscard]] std::string iso_time(std::chrono::nanoseconds time);

}  // namespace testtracker::report
