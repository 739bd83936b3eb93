#pragma once

// What changed since when, as text for a terminal: at most a screen unless details are asked for.

#include "history/history_report.hpp"
#include "history/text_parts.hpp"

#include <string>

namespace testtracker::history {

/// With details a chart per series and every change. Ends in a newline.
[[nodiscard]] std::string history_text(const baseline::RunHistory& history,
                                       const HistoryReport& report, const TextOptions& options);

}  // namespace testtracker::history
