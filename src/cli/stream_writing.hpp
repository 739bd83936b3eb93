#pragma once

// How relayed output reaches our own standard streams.

#include <string_view>

namespace testtracker::cli {

/// `2>&1`, or one terminal: the order of what is written to both must stay.
[[nodiscard]] bool lead_to_the_same_place(int left, int right);

/// Waits where a stream does not block. False, with errno, when nobody reads it any more or the
/// disk is full.
bool write_all(int fd, std::string_view bytes);

}  // namespace testtracker::cli
