#include "recorder/attachment_copy.hpp"

#include "base/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::recorder {
namespace {

Error failed(const std::string& action, const std::string& path) {
  const ErrorCode code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::io;
  return {code, action + " " + path + ": " + std::strerror(errno)};
}

Result<void> check_attachable(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    return failed("read the attachment", path);
  }
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorCode::invalid_argument, "attach " + path + ": it is no regular file"};
  }
  if (static_cast<std::uint64_t>(status.st_size) > k_largest_attachment_bytes) {
    return Error{ErrorCode::invalid_argument,
                 "attach " + path + ": it has " + std::to_string(status.st_size) +
                     " bytes, at most " + std::to_string(k_largest_attachment_bytes) + " are kept"};
  }
  return {};
}

bool copy_bytes(int from, int to) {
  std::array<char, 64 * 1024> block;
  while (true) {
    const ssize_t size = ::read(from, block.data(), block.size());
    if (size == 0) {
      return true;
    }
    if (size < 0 && errno == EINTR) {
      continue;
    }
    if (size < 0) {
      return false;
    }
    for (ssize_t done = 0; done < size;) {
      const ssize_t written =
          ::write(to, block.data() + done, static_cast<std::size_t>(size - done));
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written <= 0) {
        return false;
      }
      done += written;
    }
  }
}

}  // namespace

Result<void> copy_attachment(const std::string& from, const std::string& to) {
  // O_NONBLOCK: opening a named pipe must not wait for its other end.
  const UniqueFd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!source) {
    return failed("attach", from);
  }
  if (auto attachable = check_attachable(source.get(), from); !attachable) {
    return attachable;
  }
  const UniqueFd target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!target) {
    return failed("copy the attachment to", to);
  }
  if (!copy_bytes(source.get(), target.get())) {
    const Error error = failed("copy the attachment to", to);
    ::unlink(to.c_str());
    return error;
  }
  return {};
}

}  // namespace testtracker::recorder
