#pragma once

// The one line that a program which is a session of its own prints at its end.

#include "spool/session_folder.hpp"

#include <testtracker/recorder.hpp>

#include <chrono>
#include <string>

namespace testtracker::recorder {

/// What the uploader said in the session's `outcome` file, as far as it said anything.
struct UploadOutcome {
  std::string url;     ///< of the run
  std::string reason;  ///< why the session stays in the spool
};

/// Waits until the uploader has said something, at most `patience`.
[[nodiscard]] UploadOutcome await_outcome(const spool::SessionFolder& folder,
                                          std::chrono::milliseconds patience);

/// For example `testtracker: 12 tests, 1 failed: http://…`, with a final newline.
[[nodiscard]] std::string closing_line(const Recorder::Summary& summary,
                                       const UploadOutcome& outcome,
                                       const spool::SessionFolder& folder);

}  // namespace testtracker::recorder
