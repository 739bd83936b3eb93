#pragma once

// What of a history a person should see without asking: the tests that got slower, are flaky or
// broke, as names of MLflow's keys. The prepared views are made from this.

#include "history/flaky_report.hpp"
#include "history/history_report.hpp"

#include <string>
#include <vector>

namespace testtracker::history {

struct Highlights {
  std::vector<std::string> metrics;  ///< `<key>_dur_ms` and metrics, for lines
  std::vector<std::string> columns;  ///< ``metrics.`…` `` and ``params.`…` ``, for a table
};

/// Adds those of one series to `highlights`, none twice: worse numbers first, then flaky tests,
/// then broken ones.
void add_highlights(const baseline::RunHistory& history, const HistoryReport& report,
                    const FlakyReport& flaky, Highlights& highlights);

}  // namespace testtracker::history
