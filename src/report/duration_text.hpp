#pragma once

// Durations and times as people read them; the same in every locale.

#include <chrono>
#include <string>

namespace testtracker::report {

/// Three digits that count: `870 ns`, `1.24 ms`, `12.3 s`, `4 min 05 s`, `2 h 03 min`.
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds duration);

/// `2026-11-25 04:05:06 UTC`, of nanoseconds since 1970.
[[nodiscard]] std::string time_text(std::chrono::nanoseconds time);

/// `2026-11-25T04:05:06`, UTC: as JUnit's `timestamp` wants it.
[[nodiscard]] std::string iso_time(std::chrono::nanoseconds time);

}  // namespace testtracker::report
