#pragma once

// Turns what runs/search tells of a run into a record: its facts from tags, and, where it has no
// archive, what its params and metrics say of its tests. docs/mlflow_mapping.md has the names.

#include "baseline/run_record.hpp"
#include "mlflow/messages.hpp"

#include <string>
#include <string_view>

namespace testtracker::baseline {

/// Everything but tests and metrics. A run without testtracker's tags has few of them; MLflow's own
/// `mlflow.source.git.*` are taken where they are.
[[nodiscard]] RunRecord facts_of_run(const mlflow::Run& run, const std::string& ui_url);

/// Tests from params and `_dur_ms`, metrics from the rest; sets origin and is_complete.
void add_params_and_metrics(const mlflow::Run& run, Texts& texts, RunRecord& record);

/// The value of a tag, empty when there is none.
[[nodiscard]] std::string_view tag_of(const mlflow::Run& run, std::string_view key);

}  // namespace testtracker::baseline
