#pragma once

// What somebody declared of a metric: which side is bad, its unit, over how many cases it is a
// proportion. Declared by params beside it, `<metric>.worse`, `.unit` and `.cases`, so that a C++
// test, a notebook and every other client of MLflow can do it; or by the project in its
// testtracker.toml. docs/gate.md, "Metrics". Nothing is told from a metric's own name.

#include "baseline/run_record.hpp"
#include "settings/metric_rules.hpp"

#include <string_view>
#include <vector>

namespace testtracker::baseline {

/// Applies the param `key` = `value` to the metric of `run` that it speaks of, if it does: `key` is
/// a metric's key and one of the three endings. A value that cannot be understood declares nothing.
/// Requires: the metrics are there already.
void declare(std::string_view key, std::string_view value, Texts& texts, RunRecord& run);

/// What nobody declared beside a metric is as the first of the project's `rules` has it whose name
/// is the metric's key, the last part of it, or a pattern for one of them. A second time changes
/// nothing.
void declare_by_rules(const std::vector<settings::MetricRule>& rules, Texts& texts,
                      std::vector<RunRecord>& runs);

}  // namespace testtracker::baseline
