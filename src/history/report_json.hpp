#pragma once

// The reports as JSON for programs. Each document names its schema, `testtracker-history`,
// `-flaky` or `-compare`, and the version 1. docs/history.md has the fields.

#include "history/comparison.hpp"
#include "history/flaky_report.hpp"
#include "history/history_report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::history {

/// One series' history with its report.
struct HistoryOfSeries {
  const baseline::RunHistory& history;
  const HistoryReport& report;
};
struct FlakyOfSeries {
  const baseline::RunHistory& history;
  const FlakyReport& report;
};

[[nodiscard]] std::string history_json(const std::vector<HistoryOfSeries>& all);
[[nodiscard]] std::string flaky_json(const std::vector<FlakyOfSeries>& all);
[[nodiscard]] std::string comparison_json(const baseline::RunHistory& history,
                                          const Comparison& comparison, std::size_t base,
                                          std::size_t head);

}  // namespace testtracker::history
