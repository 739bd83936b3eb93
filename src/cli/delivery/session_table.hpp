#pragma once

// `testtracker report --list`: the sessions of the spool, newest first.

#include "cli/common_options.hpp"

#include <testtracker/result.hpp>

namespace testtracker::cli {

/// Prints a table, or JSON with --json. A session that cannot be read has a row that says why.
/// Errors: as `spool::sessions_path` and `spool::list_sessions`.
Result<int> print_session_table(const CommonOptions& common);

}  // namespace testtracker::cli
