#pragma once

// The engine that `testtracker notebook` works with, as the settings choose it.

#include "cli/notebook/notebook_plan.hpp"
#include "notebook/engine.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

using EnvironmentChanges = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// Ready to start notebooks: with local kernels, one is waiting. `environment`: changes for what it
/// starts. Errors: those of the engines, in a sentence that says what to type.
Result<std::unique_ptr<notebook::NotebookEngine>> make_notebook_engine(
    const settings::Settings& settings, const NotebookPlan& plan, EnvironmentChanges environment);

}  // namespace testtracker::cli
