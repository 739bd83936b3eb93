#pragma once

// The words that all reports use for one test, so that terminal, table and page say the same.

#include "session/session_result.hpp"

#include <string>
#include <string_view>

namespace testtracker::report {

/// `passed`, `failed` …; `running` while it has not ended.
[[nodiscard]] std::string_view status_word(const session::TestResult& test);

/// `1 of 3 attempts failed`; empty when the test is not flaky.
[[nodiscard]] std::string flaky_words(const session::TestResult& test);

/// One line of why: `flaky, ` and `flaky_words`, then the result's message or, of a flaky test that
/// passed, the message of its last bad attempt. Valid UTF-8.
[[nodiscard]] std::string message_line(const session::TestResult& test);

/// `Suite.Name`, as GoogleTest prints it; for what failed outside of tests with a space:
/// `Suite SetUpTestSuite`. Control characters are shown as pictures.
[[nodiscard]] std::string display_name(const session::TestResult& test);

/// `file:line`, `file` when the line is unknown, empty when the file is.
[[nodiscard]] std::string location(const std::string& file, std::int32_t line);

/// The last attempt that ended badly; null when there is none.
[[nodiscard]] const session::Attempt* last_bad_attempt(const session::TestResult& test);

/// True when the test was executed and somebody measured how long.
[[nodiscard]] bool has_duration(const session::TestResult& test);

[[nodiscard]] std::string_view verdict_word(session::Verdict verdict);

}  // namespace testtracker::report
