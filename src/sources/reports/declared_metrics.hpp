#pragma once

// Metrics whose unit and bad direction the format of a report defines: docs/import.md. Used by the
// readers of benchmarks.

#include "sources/reports/reported_test.hpp"

#include <string>
#include <string_view>

namespace testtracker::sources {

/// Declares the metric `name` of `test` by params, as testtracker::metric does. `worse`: `higher`
/// or `lower` values are the bad ones, empty = the format does not say. A second time is none.
void declare_metric(ReportedTest& test, const std::string& name, std::string_view worse,
                    std::string_view unit);

}  // namespace testtracker::sources
