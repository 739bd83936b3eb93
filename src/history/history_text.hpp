#pragma once

// The reports as text for a terminal: at most a screen unless details are asked for.

#include "history/flaky_report.hpp"
#include "history/history_report.hpp"
#include "history/text_parts.hpp"

#include <string>

namespace testtracker::history {

/// What changed since when; with details a chart per series and every change. Ends in a newline.
[[nodiscard]] std::string history_text(const baseline::RunHistory& history,
                                       const HistoryReport& report, const TextOptions& options);

/// Flaky and broken tests; with details recovered ones too. Ends in a newline.
[[nodiscard]] std::string flaky_text(const baseline::RunHistory& history, const FlakyReport& report,
                                     const TextOptions& options);

}  // namespace testtracker::history
