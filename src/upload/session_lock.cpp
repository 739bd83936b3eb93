#include "upload/session_lock.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

namespace testtracker::upload {
namespace {

constexpr std::chrono::milliseconds k_pause{10};

}  // namespace

Result<SessionLock> SessionLock::acquire(const spool::SessionFolder& folder) {
  const auto path = folder.lock_path();
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) {
    return Error{ErrorCode::io, "cannot open " + path + ": " + std::strerror(errno)};
  }
  int locked = -1;
  do {
    locked = ::flock(fd.get(), LOCK_EX | LOCK_NB);
  } while (locked != 0 && errno == EINTR);
  if (locked == 0) {
    return SessionLock(std::move(fd));
  }
  if (errno == EWOULDBLOCK) {
    return Error{ErrorCode::busy, "session " + folder.id() +
                                      " is being delivered by another testtracker at the moment; "
                                      "nothing to do"};
  }
  return Error{ErrorCode::io, "cannot lock " + path + ": " + std::strerror(errno)};
}

Result<SessionLock> SessionLock::acquire(
    const spool::SessionFolder& folder, std::chrono::milliseconds patience,
    const std::function<bool(std::chrono::milliseconds)>& sleep) {
  auto lock = acquire(folder);
  while (!lock && lock.error().code == ErrorCode::busy && patience.count() > 0 && sleep(k_pause)) {
    patience -= k_pause;
    lock = acquire(folder);
  }
  return lock;
}

}  // namespace testtracker::upload
