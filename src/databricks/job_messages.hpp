#pragma once

// The calls of the Jobs API 2.2 that run one notebook. Used by JobEngine.

#include "databricks/job_options.hpp"
#include "databricks/rest.hpp"
#include "notebook/engine.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>

namespace testtracker::databricks {

/// `options` checked once. Error: `invalid_argument`.
Result<JobOptions> finalize(JobOptions options);

/// Whether jobs of these options run scripts, too. Error `invalid_argument`: serverless ones do so
/// only in an environment that is named.
Result<void> check_scripts(const JobOptions& options);

/// Error `invalid_argument`: the path is not one of a workspace or repository, or the parameters
/// are more than the API takes (1 MB, of scripts 10,000 bytes); what
/// check_scripts says.
Result<Call> submit_call(const JobOptions& options, const notebook::NotebookTask& task);
[[nodiscard]] Call watch_call(std::int64_t run_id, const std::string& path);
/// `task_run_id`: the API has no output of whole runs.
[[nodiscard]] Call output_call(std::int64_t task_run_id, const std::string& path);
[[nodiscard]] Call cancel_call(std::int64_t run_id, const std::string& path);

}  // namespace testtracker::databricks
