#pragma once

// The numbers of a history as series: one value per test or metric and run, oldest first. Used by
// history_report and comparison. docs/history.md says what becomes a series.

#include "baseline/run_record.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::history {

enum class Quantity { duration, metric };

struct Series {
  baseline::TextId key = 0;  ///< of the test (durations), or of the metric
  Quantity quantity = Quantity::duration;
  std::string unit;  ///< `ms` for durations; as declared, perhaps empty, for metrics
  baseline::Worse worse = baseline::Worse::undeclared;
  std::vector<std::size_t> runs;  ///< indexes into RunHistory::runs, rising
  std::vector<double> values;     ///< finite, one per run
  std::size_t not_finite = 0;     ///< values that were left out
  std::size_t other_unit = 0;     ///< older values that were left out: their unit was another
};

/// The series of all tests and metrics of `history` whose key, or whose test's key, one of
/// `patterns` matches; of all when there are no patterns. In the order of their keys. Requires: the
/// runs are in order and of one series.
[[nodiscard]] std::vector<Series> series_of(const baseline::RunHistory& history,
                                            const std::vector<std::string>& patterns);

/// True when `key` is matched by one of `patterns`, or there are none. `*` stands for any text, `?`
/// for one character; a pattern without them also matches a part of a key.
[[nodiscard]] bool is_wanted(std::string_view key, const std::vector<std::string>& patterns);

}  // namespace testtracker::history
