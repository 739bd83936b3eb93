#pragma once

// report.html: one session as one file, for browsers. Self-contained, since MLflow shows it in a
// sandbox without an origin and people open it from disk: no requests, no storage, no relative
// links. Verdict, failures and programs are plain HTML; only the table of all tests needs scripts.

#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <string>

namespace testtracker::report {

/// Valid UTF-8 whatever bytes names and texts hold. Long texts are cut, with a word about it, so
/// that the page of 20,000 failing tests stays below some 20 MB. Takes about 0.1 s for 20,000
/// tests.
[[nodiscard]] std::string html_page(const session::SessionResult& result,
                                    const context::RunContext& context);

}  // namespace testtracker::report
