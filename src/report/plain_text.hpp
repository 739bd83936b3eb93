#pragma once

// Text that people read in files and browsers: made from the bytes a test program wrote.

#include <string>
#include <string_view>

namespace testtracker::report {

/// `text` without ANSI escape sequences (ECMA-48: colours, cursor movements, window titles), which
/// a browser would show as rubbish. Newlines and tabs stay, CR LF becomes a newline, every other
/// control character its picture (`␀`), each invalid byte U+FFFD: always valid UTF-8.
[[nodiscard]] std::string plain_text(std::string_view text);

/// `text` in one line, with every control character shown as its picture (`␊`, `␛`): for names,
/// where nothing may vanish. Always valid UTF-8.
[[nodiscard]] std::string visible_text(std::string_view text);

/// The beginning of `plain_text(text)`, at most `max_bytes` and cut between characters, then a line
/// that says how much is missing. Costs no more for a text of megabytes.
[[nodiscard]] std::string plain_excerpt(std::string_view text, std::size_t max_bytes);

}  // namespace testtracker::report
