#pragma once

// What the script of report.html draws its table from.

#include "session/session_result.hpp"

#include <string>

namespace testtracker::report {

/// JSON that may stand inside of `<script>`: no `<`, no U+2028. Names of suites, programs and files
/// stand once in lists of their own; a test is `[name, suite, program, status, flaky, nested, ms,
/// message, file, line, detail]` with indexes into these lists. `detail` is 0 or the number of an
/// element of `details`, for tests that have more to tell.
[[nodiscard]] std::string page_data(const session::SessionResult& result);

}  // namespace testtracker::report
