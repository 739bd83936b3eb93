#include "process/stream_open.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace testtracker::process {
namespace {

// Moves a descriptor out of 0 to 2, where dup2 in the child would not clear close-on-exec.
UniqueFd above_standard_streams(UniqueFd fd) {
  const bool is_low = fd && fd.get() <= 2;
  return is_low ? UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3)) : std::move(fd);
}

Error io_error(const std::string& action) {
  return {ErrorCode::io, action + ": " + std::strerror(errno)};
}

// A pseudo-terminal that changes no byte; pty(7). The reader is its master.
std::optional<Pipe> make_terminal() {
  Pipe ends{UniqueFd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)), UniqueFd()};
  std::array<char, 64> name{};
  if (!ends.reader || ::grantpt(ends.reader.get()) != 0 || ::unlockpt(ends.reader.get()) != 0 ||
      ::ptsname_r(ends.reader.get(), name.data(), name.size()) != 0) {
    return std::nullopt;
  }
  ends.reader = above_standard_streams(std::move(ends.reader));
  ends.writer =
      above_standard_streams(UniqueFd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)));
  termios modes{};
  if (!ends.reader || !ends.writer || ::tcgetattr(ends.writer.get(), &modes) != 0) {
    return std::nullopt;
  }
  ::cfmakeraw(&modes);
  ::tcsetattr(ends.writer.get(), TCSANOW, &modes);
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    ::ioctl(ends.writer.get(), TIOCSWINSZ, &size);
  }
  return ends;
}

}  // namespace

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::nullopt;
  }
  Pipe pipe{above_standard_streams(UniqueFd(ends[0])), above_standard_streams(UniqueFd(ends[1]))};
  return pipe.reader && pipe.writer ? std::make_optional(std::move(pipe)) : std::nullopt;
}

Result<UniqueFd> open_stream(const Stream& stream, bool is_input, UniqueFd* captured) {
  switch (stream.kind) {
    case Stream::Kind::inherit:
      return UniqueFd();
    case Stream::Kind::capture:
    case Stream::Kind::relay: {
      auto pipe = stream.is_terminal ? make_terminal() : make_pipe();
      if (!pipe || ::fcntl(pipe->reader.get(), F_SETFL, O_NONBLOCK) != 0) {
        return io_error(stream.is_terminal ? "create a terminal" : "create a pipe");
      }
      *captured = std::move(pipe->reader);
      return std::move(pipe->writer);
    }
    case Stream::Kind::descriptor: {
      UniqueFd copy(::fcntl(stream.descriptor, F_DUPFD_CLOEXEC, 3));
      return copy ? Result<UniqueFd>(std::move(copy)) : io_error("copy a descriptor");
    }
    case Stream::Kind::output:  // the caller's affair
    case Stream::Kind::nothing:
    case Stream::Kind::file:
      break;
  }
  const std::string path = stream.kind == Stream::Kind::file ? stream.path : "/dev/null";
  const int flags = is_input ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND;
  UniqueFd fd = above_standard_streams(UniqueFd(::open(path.c_str(), flags | O_CLOEXEC, 0600)));
  if (!fd) {
    return io_error("open " + path);
  }
  return fd;
}

}  // namespace testtracker::process
