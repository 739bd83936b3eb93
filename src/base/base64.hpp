#pragma once

// Base 64 as RFC 4648 section 4 has it, with padding.

#include <optional>
#include <string>
#include <string_view>

namespace testtracker {

[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Nothing when `text` is not canonical base 64.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace testtracker
