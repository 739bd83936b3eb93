#pragma once

// Any bytes as XML 1.0 character data.

#include <string>
#include <string_view>

namespace testtracker::report {

/// For texts between tags: newlines stay, ANSI sequences are gone. What XML 1.0 cannot hold
/// (section 2.2: most control characters, not even as references) becomes its picture (`␀`), each
/// invalid byte U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

/// For values of attributes in double quotes; keeps newlines and tabs as references.
[[nodiscard]] std::string xml_attribute(std::string_view text);

}  // namespace testtracker::report
