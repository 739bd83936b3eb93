#pragma once

// A number of a history beside a pinned run, the last release say: shows the slow decay in which no
// two neighbouring runs differ. The rule is that of a gate's reference; docs/history.md has it in
// words.

#include "baseline/run_record.hpp"
#include "history/series.hpp"
#include "insight/change_gates.hpp"

#include <optional>
#include <string>
#include <vector>

namespace testtracker::history {

/// The pinned run.
struct Reference {
  baseline::RunRecord run;  ///< its texts are those of the history it is compared with
  std::string label;        ///< for people: `release v1.2`, `#3 f3eb639a`
};

/// The level of a series now and what it was in the reference.
struct ReferenceLevel {
  double before = 0;        ///< the reference's value
  double after = 0;         ///< median of the last runs
  bool is_outside = false;  ///< the difference is beyond the noise and the floors
};

/// `series`, whose levels begin at `changes`, beside `reference`: the median of its last 8 values,
/// of its last level if that is shorter; the noise is that of the last 20 around their levels.
/// Durations that differ by less than `least_ms` are the same. Nothing when the reference has no
/// such number or one of another unit. Requires: at least 8 values.
[[nodiscard]] std::optional<ReferenceLevel> level_beside(
    const Reference& reference, const baseline::RunHistory& history, const Series& series,
    const std::vector<insight::LevelChange>& changes, double least_ms);

}  // namespace testtracker::history
