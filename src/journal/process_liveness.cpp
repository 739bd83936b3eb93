#include "journal/process_liveness.hpp"

#include "base/process.hpp"
#include "base/unique_fd.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

namespace testtracker::journal {
namespace {

bool is_of_this_machine(const ProgramStarted& start) {
  return start.pid > 0 && start.boot_id == boot_id() && start.pid_namespace == pid_namespace();
}

}  // namespace

Liveness liveness_of(const std::string& journal_path, const ProgramStarted& start) {
  const UniqueFd fd(::open(journal_path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    return Liveness::dead;
  }
  const bool is_free = ::flock(fd.get(), LOCK_SH | LOCK_NB) == 0;
  const bool is_held = !is_free && errno == EWOULDBLOCK;
  if (is_of_this_machine(start) && !is_process_alive(start.pid, start.start_ticks)) {
    return Liveness::dead;
  }
  // Neither free nor held: no locks here, and the process lives or is out of sight.
  return is_free && !is_held ? Liveness::dead : Liveness::alive;
}

}  // namespace testtracker::journal
