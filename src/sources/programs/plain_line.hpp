#pragma once

// A line that a test program printed, as it would be on a stream that is no terminal.

#include <string>
#include <string_view>

namespace testtracker::sources {

/// Without escape sequences and without a final carriage return.
[[nodiscard]] std::string plain_line(std::string_view line);

}  // namespace testtracker::sources
