#include "process/stream_open.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::process {
namespace {

// Moves a descriptor out of 0 to 2, where dup2 in the child would not clear close-on-exec.
UniqueFd above_standard_streams(int fd) {
  if (fd < 0 || fd > 2) {
    return UniqueFd(fd);
  }
  const UniqueFd low(fd);
  return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

Error io_error(const std::string& action) {
  return {ErrorCode::io, action + ": " + std::strerror(errno)};
}

}  // namespace

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::nullopt;
  }
  Pipe pipe{above_standard_streams(ends[0]), above_standard_streams(ends[1])};
  return pipe.reader && pipe.writer ? std::make_optional(std::move(pipe)) : std::nullopt;
}

Result<UniqueFd> open_stream(const Stream& stream, bool is_input, UniqueFd* captured) {
  switch (stream.kind) {
    case Stream::Kind::inherit:
      return UniqueFd();
    case Stream::Kind::capture: {
      auto pipe = make_pipe();
      if (!pipe || ::fcntl(pipe->reader.get(), F_SETFL, O_NONBLOCK) != 0) {
        return io_error("create a pipe");
      }
      *captured = std::move(pipe->reader);
      return std::move(pipe->writer);
    }
    case Stream::Kind::nothing:
    case Stream::Kind::file:
      break;
  }
  const std::string path = stream.kind == Stream::Kind::file ? stream.path : "/dev/null";
  const int flags = is_input ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND;
  UniqueFd fd = above_standard_streams(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!fd) {
    return io_error("open " + path);
  }
  return fd;
}

}  // namespace testtracker::process
