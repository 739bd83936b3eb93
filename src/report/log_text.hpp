#pragma once

// log/<key>.txt: all that one test had to say, for people who read it in a browser.

#include "session/session_result.hpp"

#include <string>

namespace testtracker::report {

/// Name, place, program, machine, how to run it again, then every attempt that did not pass with
/// its whole text, then notes. Without ANSI sequences, valid UTF-8, ends in a newline. Requires:
/// `test` belongs to `result`.
[[nodiscard]] std::string log_text(const session::SessionResult& result,
                                   const session::TestResult& test);

}  // namespace testtracker::report
