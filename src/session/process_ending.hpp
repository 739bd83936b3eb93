#pragma once

// How each process of a session ended, from all that is known: its own last record, the word of the
// parent that reaped it, and whether anybody still lives behind its journal.

#include "session/process_fold.hpp"
#include "session/session_result.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace testtracker::session {

struct ProcessEnding {
  ProcessState state = ProcessState::running;
  std::optional<std::int32_t> exit_code;
  std::optional<std::int32_t> signal;
  bool timed_out = false;
  bool is_excused = false;  ///< its ctest entry passed: whatever it says was expected
  bool ran_to_end = false;  ///< its last record says so, and no announced test is left
  std::uint64_t max_resident_bytes = 0;
  WallTime time{};  ///< of the end; of the last record as long as it runs
};

/// A process that somebody reaped and that wrote no journal.
struct UnrecordedExit {
  std::size_t parent = 0;  ///< index of the process that saw it
  WallTime time{};
  ProcessExited exited;
};

struct ProcessEndings {
  std::vector<ProcessEnding> endings;  ///< one per process, same order
  std::vector<UnrecordedExit> unrecorded;
};

/// One process as the fold knows it.
struct FoldedProcess {
  const ProcessFold* fold = nullptr;
  bool is_dead = false;  ///< nobody lives behind the journal any more
  std::uint64_t damaged_lines = 0;
};

/// What a parent saw wins over what the process said of its own exit. Exits are matched by the
/// process's id, else by host and pid: of several processes that had this pid one after the other,
/// the last that began before the exit.
ProcessEndings process_endings(const std::vector<FoldedProcess>& processes);

/// Whether the program ran to its end and then said with exit code 0 that all is well, whatever its
/// tests did: ctest and every shell believe it, and so must the session's verdict. The failures
/// were expected.
[[nodiscard]] bool excuses_failures(const ProcessEnding& ending) noexcept;

/// Of a failure in a process with that ending: `failed`, or `expected_failure` when it is excused.
[[nodiscard]] Status status_of_failure(const ProcessEnding& ending) noexcept;

/// What became of a test that `ending` left open. Requires: the process does not run any more.
[[nodiscard]] Status status_of_open_test(const ProcessEnding& ending) noexcept;

}  // namespace testtracker::session
