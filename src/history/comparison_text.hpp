#pragma once

// A comparison as text for a terminal: at most a screen unless details are asked for.

#include "history/comparison.hpp"
#include "history/text_parts.hpp"

#include <cstddef>
#include <string>

namespace testtracker::history {

/// `base` and `head` as compare_runs got them. Ends in a newline.
[[nodiscard]] std::string comparison_text(const baseline::RunHistory& history,
                                          const Comparison& comparison, std::size_t base,
                                          std::size_t head, const TextOptions& options);

}  // namespace testtracker::history
