#pragma once

// history.html: the history of all tests and metrics as one file for browsers, with charts, search
// and sorting. Self-contained, since MLflow shows it in a sandbox without an origin: no requests,
// no storage, no relative links. Written by `testtracker history --html` and as an artifact of a
// run.

#include "history/flaky_report.hpp"
#include "history/history_report.hpp"

#include <string>
#include <vector>

namespace testtracker::history {

struct PageSeries {
  const baseline::RunHistory& history;
  const HistoryReport& report;
  const FlakyReport& flaky;
};

/// Valid UTF-8 whatever bytes names hold. Requires: at least one series, each with a run.
[[nodiscard]] std::string history_page(const std::vector<PageSeries>& all);

}  // namespace testtracker::history
