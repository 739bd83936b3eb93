#pragma once

// What testtracker.toml says of metrics that do not say it themselves. Used by the verbs that
// judge. Specified in docs/settings.md, "Metrics".

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::settings {

/// One `[[metrics]]`; at least one of the three is given.
struct MetricRule {
  std::string name;   ///< key of the metric, its last part, or a pattern with * and ?
  std::string worse;  ///< `lower`, `higher` or empty
  std::string unit;
  double cases = 0;  ///< 1 and more; 0 = not given
  std::uint32_t line = 0;
};

}  // namespace testtracker::settings
