#pragma once

// The Python program that runs a script of a workspace as the task of a job:
// src/databricks/run_script.py, compiled in. WorkspaceTarget puts it into the workspace, where
// tasks of JobEngine name it.

#include <string_view>

namespace testtracker::databricks {

[[nodiscard]] std::string_view script_runner_text();

}  // namespace testtracker::databricks
