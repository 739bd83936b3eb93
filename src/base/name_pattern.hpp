#pragma once

// Names of tests and metrics chosen by patterns, in settings, lists and arguments.

#include <string_view>

namespace testtracker {

/// True when `pattern` with `*` (any text) and `?` (any one byte) fits the whole of `text`. Takes
/// at most pattern times text steps, whatever the pattern.
[[nodiscard]] bool fits_pattern(std::string_view pattern, std::string_view text);

}  // namespace testtracker
