#pragma once

// A session as text for a terminal: verdict, what failed and how to run it again, flaky tests, the
// slowest ones. Used by `testtracker report` and at the end of `testtracker run`.

#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <cstddef>
#include <string>

namespace testtracker::report {

enum class Paint { plain, coloured };

struct TerminalOptions {
  Paint paint = Paint::plain;
  /// Longer lines are cut (characters of double width are counted once); 0 = never.
  std::size_t width = 0;
  std::size_t max_failures = 20;    ///< shown with their texts; the others in a line each
  std::size_t max_text_lines = 20;  ///< of each text
};

/// Several lines, the last one ends in a newline. Valid UTF-8; no escape sequences but our own.
[[nodiscard]] std::string terminal_text(const session::SessionResult& result,
                                        const context::RunContext& context,
                                        const TerminalOptions& options);

}  // namespace testtracker::report
