#pragma once

// A metric's meaning as the params that declare it beside the metric: docs/mlflow_mapping.md. Used
// by tracking.cpp and case_recorder.cpp.

#include <testtracker/tracking.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace testtracker {

/// Name and value of each param of the metric `name`; what is not declared has none. May throw
/// when memory is out.
inline std::vector<std::pair<std::string, std::string>> meaning_params(
    const std::string& name, const MetricMeaning& meaning) {
  std::vector<std::pair<std::string, std::string>> params;
  if (meaning.worse != Worse::undeclared) {
    params.emplace_back(name + ".worse", meaning.worse == Worse::higher ? "higher" : "lower");
  }
  if (!meaning.unit.empty()) {
    params.emplace_back(name + ".unit", meaning.unit);
  }
  if (meaning.cases > 0) {
    params.emplace_back(name + ".cases", std::to_string(static_cast<std::uint64_t>(meaning.cases)));
  }
  return params;
}

}  // namespace testtracker
