#include "cli/text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace testtracker::cli {

Result<void> write_text_file(const std::string& path, const std::string& text, const char* what,
                             bool quiet) {
  if (path == k_standard_output) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return {};
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    return Error{ErrorCode::io,
                 fmt::format("write the {} report to {}: {}", what, path, std::strerror(errno))};
  }
  if (!quiet) {
    fmt::print("{} report: {}\n", what, path);
  }
  return {};
}

}  // namespace testtracker::cli
