#pragma once

// Texts for lines of a limited width.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::report {

/// `line` cut to `width` characters, the last of which is then `…`; 0 = as it is. Requires: valid
/// UTF-8 without escape sequences.
[[nodiscard]] std::string fitted(std::string_view line, std::size_t width);

/// Number of characters of valid UTF-8.
[[nodiscard]] std::size_t character_count(std::string_view text);

/// The lines of `text` without their ends; an empty line at the end is dropped.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace testtracker::report
