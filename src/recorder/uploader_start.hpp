#pragma once

// Starts `testtracker upload --follow <session>` so that it outlives this process and leaves no
// trace in it.

#include <testtracker/result.hpp>

#include <string>

#include <sys/types.h>

namespace testtracker::recorder {

/// $TESTTRACKER_PROGRAM, else `compiled_in`, else `testtracker` in PATH; empty when none of them
/// can be executed.
[[nodiscard]] std::string find_uploader(const std::string& compiled_in);

/// Its own session (setsid), no inherited descriptor but /dev/null and the log, default signals,
/// lower priority, reaped at once by a double fork: user code may call wait(). Returns its pid.
/// Errors: `io` when fork(2) fails; whether the program could be executed is not known here.
Result<pid_t> start_uploader(const std::string& program, const std::string& session_folder,
                             const std::string& log_path);

}  // namespace testtracker::recorder
