#pragma once

// Numbers, times and places as reports of all kinds write them.

#include <testtracker/event.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace testtracker::sources {

/// Texts of a report are kept up to this size; what is cut says so.
constexpr std::size_t k_max_text_bytes = 64 * 1024;

/// Digits with a point, or with a comma as some locales write it (`0,012`); both together mean
/// thousands (`1,234.5`). 0 for anything else.
[[nodiscard]] double number(std::string_view text);

/// Seconds as `number` reads them, also with `s` behind. Never negative, at most 100 years; without
/// any digit k_unknown_duration.
[[nodiscard]] std::chrono::nanoseconds seconds(std::string_view text);
[[nodiscard]] std::chrono::nanoseconds seconds(double value);

/// ISO 8601 (`2026-11-25T08:28:19.724+01:00`) as time since 1970 UTC. Without a zone it is local
/// time, as most tools mean it. Nothing when it is no time, or 1970 itself.
[[nodiscard]] std::optional<std::chrono::nanoseconds> wall_time(std::string_view text);

/// Without white space at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The name of a file without directory and last extension.
[[nodiscard]] std::string stem_of(std::string_view path);

[[nodiscard]] std::int32_t line_number(std::string_view text);

/// A failure with this text; a first line `file:12` (or `file:12:`, `file:12: Failure`) and a last
/// line `at file:12` become its place.
[[nodiscard]] FailureReported failure_of(FailureKind kind, std::string_view text);

}  // namespace testtracker::sources
