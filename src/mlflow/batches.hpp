#pragma once

// Splits what is to be logged into as few log-batch requests as MLflow allows. Pure.

#include "mlflow/replies.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::mlflow {

/// Each batch has at most 100 params and 100 tags, is filled up with metrics to 1000 entries, and
/// its JSON stays below 1 MB. The order of metrics, params and tags is kept.
[[nodiscard]] std::vector<LogBatch> make_batches(const std::string& run_id,
                                                 const std::vector<Metric>& metrics,
                                                 const std::vector<Param>& params,
                                                 const std::vector<Tag>& tags);

/// Without repetitions, which MLflow refuses. Error: `invalid_argument` for a param with two
/// values.
[[nodiscard]] Result<std::vector<Param>> distinct_params(const std::vector<Param>& params);

/// The last of those with the same key.
[[nodiscard]] std::vector<Tag> last_tags(const std::vector<Tag>& tags);

}  // namespace testtracker::mlflow
