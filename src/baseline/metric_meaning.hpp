#pragma once

// What somebody declared of a metric: which side is bad, its unit, over how many cases it is a
// proportion. Declared by params beside it, `<metric>.worse`, `.unit` and `.cases`, so that a C++
// test, a notebook and every other client of MLflow can do it; docs/gate.md, "Metrics". Nothing is
// told from a metric's own name.

#include "baseline/run_record.hpp"

#include <string_view>

namespace testtracker::baseline {

/// Applies the param `key` = `value` to the metric of `run` that it speaks of, if it does: `key` is
/// a metric's key and one of the three endings. A value that cannot be understood declares nothing.
/// Requires: the metrics are there already.
void declare(std::string_view key, std::string_view value, Texts& texts, RunRecord& run);

}  // namespace testtracker::baseline
