#pragma once

// Runs a plan of notebooks from beginning to end: engine, journal, results, delivery. What
// `testtracker notebook` and `testtracker env trigger` have in common.

#include "cli/common_options.hpp"
#include "cli/notebook/notebook_plan.hpp"
#include "cli/run/run_session.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <string>

namespace testtracker::cli {

struct NotebookRunRequest {
  /// Makes the plan from the settings and a token that is unique.
  std::function<Result<NotebookPlan>(const settings::Settings&, const std::string& token)> plan;
  bool is_recorded = true;
  bool fail_fast = false;
  RunOptions delivery;
};

/// Prints and records. Returns the exit code; errors of plan, settings and engine before anything
/// ran.
Result<int> run_notebooks(const NotebookRunRequest& request, const CommonOptions& common);

}  // namespace testtracker::cli
