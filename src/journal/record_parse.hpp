#pragma once

// Turns one line of a journal into a Record. Part of the reader.

#include <testtracker/event.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace testtracker::journal {

/// Nothing when `line` is no record; an unknown kind gives an UnknownEvent. Missing fields and
/// fields of the wrong type have their defaults.
[[nodiscard]] std::optional<Record> parse_record(std::string_view line);

/// What the first line of a journal says about itself.
struct FormatClaim {
  std::string format;  ///< empty when the line is no `program_started` record
  int major_version = 0;
  std::string version;
};
[[nodiscard]] FormatClaim parse_format_claim(std::string_view line);

}  // namespace testtracker::journal
