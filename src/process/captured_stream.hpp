#pragma once

// What a child writes to a captured stream, kept up to a limit.

#include "base/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>

#include <unistd.h>

namespace testtracker::process {

/// Reads from a non-blocking pipe.
class CapturedStream {
 public:
  CapturedStream(UniqueFd fd, std::size_t limit) : fd_(std::move(fd)), limit_(limit) {}

  /// -1 after the end of the stream.
  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

  /// Reads what is there.
  void drain() {
    std::array<char, 65536> buffer;
    while (fd_) {
      const ssize_t size = ::read(fd_.get(), buffer.data(), buffer.size());
      if (size > 0) {
        keep(buffer.data(), static_cast<std::size_t>(size));
      } else if (size == 0) {
        fd_.reset();
      } else if (errno != EINTR) {
        return;  // EAGAIN: nothing more for now
      }
    }
  }

 private:
  void keep(const char* bytes, std::size_t size) {
    const std::size_t room = limit_ - text_.size();
    text_.append(bytes, size < room ? size : room);
    is_cut_ = is_cut_ || size > room;
  }

  UniqueFd fd_;
  std::size_t limit_;
  std::string text_;
  bool is_cut_ = false;
};

}  // namespace testtracker::process
