#include "context/repository_path.hpp"

#include <filesystem>
#include <system_error>

namespace testtracker::context {
namespace {

namespace fs = std::filesystem;

/// Empty when `path` is not below `root`; both are absolute and without `..`.
std::string below(const fs::path& path, const fs::path& root) {
  const auto relative = path.lexically_relative(root);
  const bool is_outside = relative.empty() || relative == "." || *relative.begin() == "..";
  return is_outside ? std::string() : relative.generic_string();
}

fs::path without_leading_ups(const fs::path& path) {
  fs::path rest;
  for (const auto& part : path) {
    if (!rest.empty() || (part != ".." && part != ".")) {
      rest /= part;
    }
  }
  return rest;
}

fs::path without_links(const fs::path& path) {
  std::error_code failure;
  auto real = fs::weakly_canonical(path, failure);
  return failure ? path.lexically_normal() : real;
}

}  // namespace

std::string path_in_repository(const std::string& file, const std::string& root) {
  if (file.empty() || root.empty()) {
    return {};
  }
  const fs::path path(file);
  const auto top = without_links(root);
  if (path.is_absolute()) {
    const auto plain = below(path.lexically_normal(), fs::path(root).lexically_normal());
    return plain.empty() ? below(without_links(path), top) : plain;
  }
  const auto inside = top / without_leading_ups(path.lexically_normal());
  std::error_code ignored;
  return fs::is_regular_file(inside, ignored) ? below(without_links(inside), top) : std::string();
}

}  // namespace testtracker::context
