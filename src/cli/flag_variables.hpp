#pragma once

// Settings that were given as flags, as the environment variables that mean the same. So they reach
// a session's description and its uploader without standing in a process list.

#include "cli/common_options.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

/// Name → value. Tags become members of MLFLOW_RUN_CONTEXT, beside those that `environment` has in
/// it already.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> flag_variables(
    const CommonOptions& common,
    const std::function<std::optional<std::string>(const std::string&)>& environment);

}  // namespace testtracker::cli
