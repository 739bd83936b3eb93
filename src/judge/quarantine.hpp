#pragma once

// Tests that a project knows to be unreliable: a gate reports them and does not count them, until
// the day that stands beside each. A text file in the repository, so that a review sees who
// excused what; docs/gate.md, "Quarantine", has the format. `gate` reads it, `flaky` writes it.

#include <testtracker/result.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::judge {

/// Days since 1970-01-01, UTC.
using Day = std::chrono::duration<int, std::ratio<86400>>;

struct QuarantineEntry {
  std::string pattern;  ///< key of a test; `*` stands for any characters, `?` for one
  Day last_day{};       ///< it counts again on the day after
  std::string reason;
};

/// What the file says, in its order.
struct Quarantine {
  std::vector<QuarantineEntry> entries;

  /// The entry that excuses the test on this day; null when none does. Of several the one that
  /// holds longest.
  [[nodiscard]] const QuarantineEntry* find(std::string_view key, Day today) const;
  /// Entries that hold no longer.
  [[nodiscard]] std::vector<QuarantineEntry> expired(Day today) const;
};

/// Errors: `bad_format` naming the line and what is expected there.
Result<Quarantine> parse_quarantine(std::string_view text);

/// A file that is not there is an empty list. Errors: `io`, and as parse_quarantine with the path.
Result<Quarantine> read_quarantine(const std::string& path);

/// `text` with each of `entries`: in place of the line with the same pattern, else at the end.
/// Every other line, comments too, stays as it is. An empty text becomes one with a heading.
[[nodiscard]] std::string with_entries(std::string_view text,
                                       const std::vector<QuarantineEntry>& entries);

/// `2026-11-25`.
[[nodiscard]] std::string day_text(Day day);
[[nodiscard]] Day today();

}  // namespace testtracker::judge
