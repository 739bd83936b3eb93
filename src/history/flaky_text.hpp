#pragma once

// Flaky and broken tests as text for a terminal: at most a screen unless details are asked for.

#include "history/flaky_report.hpp"
#include "history/text_parts.hpp"

#include <string>

namespace testtracker::history {

/// With details recovered tests too. Ends in a newline.
[[nodiscard]] std::string flaky_text(const baseline::RunHistory& history, const FlakyReport& report,
                                     const TextOptions& options);

}  // namespace testtracker::history
