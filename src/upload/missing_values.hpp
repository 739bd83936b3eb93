#pragma once

// Compares what a run was given with what the server says it has. Pure.

#include "mlflow/messages.hpp"
#include "upload/value_selection.hpp"

#include <string>
#include <vector>

namespace testtracker::upload {

struct MissingValues {
  std::vector<mlflow::Metric> metrics;
  std::vector<mlflow::Param> params;
  std::vector<mlflow::Tag> tags;

  [[nodiscard]] bool is_empty() const { return metrics.empty() && params.empty() && tags.empty(); }
  /// `3 metrics, 1 param and 0 tags`.
  [[nodiscard]] std::string words() const;
};

/// Metrics and params by key alone: one that is there with another value was written by somebody
/// else, or cannot be changed. Tags also by value.
[[nodiscard]] MissingValues missing_values(const SelectedValues& values,
                                           const std::vector<mlflow::Tag>& tags,
                                           const mlflow::RunData& there);

}  // namespace testtracker::upload
