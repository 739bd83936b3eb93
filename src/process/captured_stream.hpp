#pragma once

// What a child writes to a captured stream, kept up to a limit, or handed on as it comes.

#include "base/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace testtracker::process {

/// Reads from a non-blocking pipe.
class CapturedStream {
 public:
  using OnBytes = std::function<void(std::string_view)>;

  /// With `on_bytes` nothing is kept.
  CapturedStream(UniqueFd fd, std::size_t limit, OnBytes on_bytes)
      : fd_(std::move(fd)), limit_(limit), on_bytes_(std::move(on_bytes)) {}

  /// -1 after the end of the stream.
  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

  /// Reads what is there; of a flood so much that a full pipe (1 MiB at most, pipe(7)) is emptied.
  void drain() {
    std::array<char, 65536> buffer;
    for (int pieces = 0; fd_ && pieces < 64; ++pieces) {
      const ssize_t size = ::read(fd_.get(), buffer.data(), buffer.size());
      if (size > 0) {
        take_over({buffer.data(), static_cast<std::size_t>(size)});
      } else if (size == 0 || errno == EIO) {  // EIO: the last writer left a terminal
        fd_.reset();
      } else if (errno != EINTR) {
        return;  // EAGAIN: nothing more for now
      }
    }
  }

 private:
  void take_over(std::string_view bytes) {
    if (on_bytes_) {
      on_bytes_(bytes);
      return;
    }
    const std::size_t room = limit_ - text_.size();
    text_.append(bytes.substr(0, room));
    is_cut_ = is_cut_ || bytes.size() > room;
  }

  UniqueFd fd_;
  std::size_t limit_;
  OnBytes on_bytes_;
  std::string text_;
  bool is_cut_ = false;
};

}  // namespace testtracker::process
