#include "cli/output_relay.hpp"

#include <cerrno>
#include <csignal>
#include <utility>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

bool lead_to_the_same_place(int left, int right) {
  struct stat one {};
  struct stat other {};
  return ::fstat(left, &one) == 0 && ::fstat(right, &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

// False when nobody reads any more, or the disk is full.
bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      pollfd writable{fd, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

void OutputRelay::redirect(process::Command& command) {
  command.output.kind = process::Stream::Kind::relay;
  command.output.is_terminal = ::isatty(STDOUT_FILENO) != 0;
  command.output.on_bytes = [this](std::string_view bytes) { show(bytes); };
  if (lead_to_the_same_place(STDOUT_FILENO, STDERR_FILENO)) {
    command.error.kind = process::Stream::Kind::output;
  }
}

void OutputRelay::belongs_to(const process::ChildProcess& child) {
  child_ = &child;
  std::signal(SIGPIPE,
              SIG_IGN);  // NOLINT: after the start, so that the program does not inherit it
}

void OutputRelay::show(std::string_view bytes) {
  if (!is_closed_ && !write_all(STDOUT_FILENO, bytes)) {
    is_closed_ = true;
    if (errno == EPIPE && child_ != nullptr) {
      child_->send_signal(SIGPIPE);
    }
  }
  also_(bytes);
}

}  // namespace testtracker::cli
