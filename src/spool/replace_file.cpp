#include "spool/replace_file.hpp"

#include "base/unique_fd.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::spool {
namespace {

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view contents) {
  const std::string temporary = path + "." + std::to_string(::getpid()) + ".tmp";
  const auto failed = [&]() -> Error {
    Error error{ErrorCode::io, "write " + path + ": " + std::strerror(errno)};
    ::unlink(temporary.c_str());
    return error;
  };
  {
    const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd || !write_all(fd.get(), contents)) {
      return failed();
    }
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    return failed();
  }
  return {};
}

}  // namespace testtracker::spool
