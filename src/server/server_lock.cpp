#include "server/server_lock.hpp"

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

namespace testtracker::server {

Result<ServerLock> ServerLock::take(const ServerFolder& folder, std::chrono::milliseconds patience,
                                    const std::function<void(std::chrono::milliseconds)>& on_wait) {
  constexpr std::chrono::milliseconds k_pause{100};
  UniqueFd fd(::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) {
    return Error{ErrorCode::io, "open " + folder.lock() + ": " + std::strerror(errno)};
  }
  const auto begin = std::chrono::steady_clock::now();
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return Error{ErrorCode::io, "lock " + folder.lock() + ": " + std::strerror(errno)};
    }
    if (waited >= patience) {
      return Error{ErrorCode::busy, "another process has been starting or stopping the server of " +
                                        folder.project() + " for too long; try again"};
    }
    if (on_wait) {
      on_wait(waited);
    }
    std::this_thread::sleep_for(k_pause);
  }
  return ServerLock(std::move(fd));
}

bool ServerLock::is_held(const ServerFolder& folder) {
  const UniqueFd fd(::open(folder.lock().c_str(), O_RDONLY | O_CLOEXEC));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace testtracker::server
