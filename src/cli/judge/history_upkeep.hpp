#pragma once

// What is written once a run has ended: history.html of the last builds as its artifact, and the
// experiment's prepared views, which show the tests that got slower, are flaky or broke. Used by
// `upload`; docs/mlflow_mapping.md has what appears.

#include "cli/common_options.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::cli {

/// Looks at the last runs of the experiment of `run_id`, which `folder`'s session was delivered to.
/// Does nothing when the setting upload.history says so. Errors: those of the client and of
/// settings; the run is whole without this.
Result<void> write_history(const spool::SessionFolder& folder, const std::string& run_id,
                           const CommonOptions& common);

}  // namespace testtracker::cli
