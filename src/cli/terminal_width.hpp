#pragma once

// How wide the terminal is.

#include <cstddef>

namespace testtracker::cli {

/// Columns of standard output; `otherwise` when it is no terminal.
[[nodiscard]] std::size_t terminal_width(std::size_t otherwise);

}  // namespace testtracker::cli
