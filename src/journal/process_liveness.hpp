#pragma once

// Tells whether somebody still writes a journal.

#include <testtracker/event.hpp>

#include <string>

namespace testtracker::journal {

enum class Liveness { alive, dead };

/// Dead when the journal's lock is free, or when the process that `start` names is gone; the latter
/// only on the same boot and in the same pid namespace, since a forked child may hold the lock for
/// longer than its parent lives. Ask only after the first record was read: the writer takes the
/// lock before it writes that. A journal on a file system without locks is judged by the process
/// alone; one that cannot be opened is dead.
[[nodiscard]] Liveness liveness_of(const std::string& journal_path, const ProgramStarted& start);

}  // namespace testtracker::journal
