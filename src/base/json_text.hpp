#pragma once

// The one escaper: turns any bytes into JSON text (RFC 8259). Used wherever JSON is written without
// a JSON library.

#include <string>
#include <string_view>

namespace testtracker {

/// Appends `"…"` to `out`. Control characters become escapes; each byte that is not part of valid
/// UTF-8 (RFC 3629: no surrogates, no overlong forms) becomes U+FFFD. True when `text` was valid
/// UTF-8, so that nothing was lost.
bool append_json_string(std::string& out, std::string_view text);

/// True for well-formed UTF-8 as RFC 3629 has it.
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// `text` with each invalid byte replaced by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

}  // namespace testtracker
