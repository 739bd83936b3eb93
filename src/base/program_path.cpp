#include "base/program_path.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker {
namespace {

Error not_found(const std::string& name, const std::string& reason) {
  return {ErrorCode::not_found, "start " + name + ": " + reason};
}

Error not_executable(const std::string& path) {
  return {ErrorCode::unsupported, "start " + path + ": it is not an executable file"};
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

bool is_executable_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

Result<std::string> find_program(const std::string& name, std::string_view search_path) {
  if (name.find('/') != std::string::npos) {
    if (is_executable_file(name)) {
      return name;
    }
    return exists(name) ? not_executable(name) : not_found(name, std::strerror(errno));
  }
  std::string found_but_not_executable;
  for (std::size_t begin = 0; begin <= search_path.size() && !name.empty();) {
    const std::size_t end = std::min(search_path.find(':', begin), search_path.size());
    const std::string_view directory = search_path.substr(begin, end - begin);
    const std::string candidate = std::string(directory.empty() ? "." : directory) + "/" + name;
    if (is_executable_file(candidate)) {
      return candidate;
    }
    if (found_but_not_executable.empty() && exists(candidate)) {
      found_but_not_executable = candidate;
    }
    begin = end + 1;
  }
  if (!found_but_not_executable.empty()) {
    return not_executable(found_but_not_executable);
  }
  return not_found(name, "there is no such program in PATH");
}

}  // namespace testtracker
