#pragma once

// The verdict words of testtracker, used by journals, results, MLflow and reports alike.

#include <optional>
#include <string_view>

namespace testtracker {

/// A test's verdict. *Flaky* is not a status: it is a flag beside it, set when attempts disagree.
enum class Status {
  passed,
  failed,            ///< an assertion or exception, or a failed set-up
  skipped,           ///< the test (or its suite or environment) asked for it
  disabled,          ///< switched off in the source
  crashed,           ///< the process died in it by a signal or abort
  timed_out,         ///< somebody with the right to do so killed it for taking too long
  exited,            ///< the process called exit() in it
  expected_failure,  ///< failed, and is marked as allowed or expected to
  not_run,           ///< planned, and the process ended before its turn
};

/// The word as journals and MLflow spell it, for example `timed_out`. Never empty.
[[nodiscard]] std::string_view to_string(Status status) noexcept;

/// The status for exactly such a word, nothing for any other text.
[[nodiscard]] std::optional<Status> parse_status(std::string_view word) noexcept;

/// True for failed, crashed, timed_out, exited and not_run: what turns a session red.
[[nodiscard]] bool is_bad(Status status) noexcept;

}  // namespace testtracker
