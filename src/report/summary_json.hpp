#pragma once

// What `testtracker report --json` prints of a session: for scripts that want results without
// reading the archive. Specified in docs/cli.md.

#include "context/run_context.hpp"
#include "report/json_builder.hpp"
#include "session/session_result.hpp"

namespace testtracker::report {

/// Appends the members of the session's object; the caller has begun it and may add its own.
void append_summary(JsonBuilder& json, const session::SessionResult& result,
                    const context::RunContext& context);

}  // namespace testtracker::report
