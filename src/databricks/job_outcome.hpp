#pragma once

// What the task of a run says about its notebook: pure, from replies to an outcome. Judged by the
// task, since a parent calls failures of the notebook internal errors. Used by JobEngine.

#include "databricks/messages.hpp"
#include "notebook/engine.hpp"

#include <string>

namespace testtracker::databricks {

/// TERMINATED, SKIPPED and INTERNAL_ERROR; also by `status`, should `state` be gone one day.
[[nodiscard]] bool has_ended(const TaskRun& task);

/// `pending`, `running` …
[[nodiscard]] std::string state_word(const TaskRun& task);

/// Requires: the task has ended. `output` may be empty.
[[nodiscard]] notebook::NotebookOutcome outcome_of(const TaskRun& task, const RunOutput& output);

}  // namespace testtracker::databricks
