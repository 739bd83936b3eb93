#pragma once

// The words for what went wrong in an attempt.

#include "session/session_result.hpp"

#include <string>

namespace testtracker::session {

/// One line for tables, as TestResult::message describes it; empty when there is nothing to say.
[[nodiscard]] std::string message_of(const Attempt& attempt);

/// Everything: all failures with file and line, then how the process ended. Bytes as they were.
[[nodiscard]] std::string text_of(const Attempt& attempt);

/// `text` in one line: runs of white space become one space, addresses (`0x7ffd…`) lose their
/// digits, broken UTF-8 is replaced; cut to `max_bytes` between characters.
[[nodiscard]] std::string one_line(const std::string& text, std::size_t max_bytes);

}  // namespace testtracker::session
