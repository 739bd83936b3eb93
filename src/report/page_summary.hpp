#pragma once

// The head of report.html: verdict, counts and where the session ran.

#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <string>

namespace testtracker::report {

[[nodiscard]] std::string page_summary(const session::SessionResult& result,
                                       const context::RunContext& context);

}  // namespace testtracker::report
