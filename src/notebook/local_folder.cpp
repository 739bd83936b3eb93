#include "notebook/local_folder.hpp"

#include "base/process.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::notebook {
namespace {

namespace fs = std::filesystem;

Error mkdir_error(const std::string& path) {
  return {ErrorCode::io, fmt::format("create the folder {}: {}", path, std::strerror(errno))};
}

// Whose process was killed before it could do so itself.
void remove_leftovers(const std::string& parent) {
  std::error_code failed;
  const std::string pattern = fmt::format("tt-nb-{}-%lld-%llu", ::getuid());
  for (fs::directory_iterator at(parent, failed), end; !failed && at != end; at.increment(failed)) {
    const auto name = at->path().filename().string();
    long long pid = 0;
    unsigned long long ticks = 0;
    if (std::sscanf(name.c_str(), pattern.c_str(), &pid, &ticks) == 2 &&
        !is_process_alive(pid, ticks)) {
      std::error_code ignored;
      fs::remove_all(at->path(), ignored);
    }
  }
}

}  // namespace

Result<LocalFolder> LocalFolder::create(const std::string& parent) {
  remove_leftovers(parent);
  const auto self = read_process_stat(::getpid());
  if (!self) {
    return Error{ErrorCode::unsupported, "read /proc/self/stat: /proc is needed"};
  }
  std::string path =
      fmt::format("{}/tt-nb-{}-{}-{}", parent, ::getuid(), self->pid, self->start_ticks);
  for (int attempt = 0;; ++attempt) {  // an engine that this process had before may have it still
    const std::string name = attempt == 0 ? path : fmt::format("{}-{}", path, attempt);
    if (::mkdir(name.c_str(), 0700) == 0) {
      return LocalFolder(name);
    }
    if (errno != EEXIST || attempt == 100) {
      return mkdir_error(name);
    }
  }
}

LocalFolder::~LocalFolder() {
  if (!path_.empty()) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
}

Result<std::string> LocalFolder::add_folder() {
  std::string path = fmt::format("{}/{}", path_, ++folders_);
  return ::mkdir(path.c_str(), 0700) == 0 ? Result<std::string>(std::move(path))
                                          : Result<std::string>(mkdir_error(path));
}

}  // namespace testtracker::notebook
