#pragma once

// What programs write for terminals besides text: colours, cursor movements, window titles. Used
// wherever the text itself is wanted.

#include <string>
#include <string_view>

namespace testtracker {

/// `text` without ANSI escape sequences (ECMA-48: control sequences, control strings up to the end
/// of their line, other escapes). One that is cut off goes as far as it came; everything else
/// stays, byte for byte.
[[nodiscard]] std::string without_escapes(std::string_view text);

}  // namespace testtracker
