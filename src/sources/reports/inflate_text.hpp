#pragma once

// Output as ctest packs it into Test.xml: zlib, then base 64.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace testtracker::sources {

/// Unpacks at most `max_bytes` and says behind them when there was more. Nothing when `text` is not
/// such a thing.
[[nodiscard]] std::optional<std::string> inflate_text(std::string_view text, std::size_t max_bytes);

}  // namespace testtracker::sources
