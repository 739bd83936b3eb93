#include "deploy/version.hpp"

#include <algorithm>

namespace testtracker::deploy {
namespace {

constexpr std::size_t k_longest_name = 64;
constexpr std::size_t k_short_hash = 8;
constexpr std::string_view k_letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

Result<void> check_environment_name(const std::string& name) {
  const bool is_sound = !name.empty() && name.size() <= k_longest_name &&
                        k_letters_and_digits.find(name.front()) != std::string_view::npos &&
                        std::all_of(name.begin(), name.end(), [](char c) {
                          return k_letters_and_digits.find(c) != std::string_view::npos ||
                                 c == '.' || c == '_' || c == '-';
                        });
  if (is_sound) {
    return {};
  }
  return Error{ErrorCode::invalid_argument,
               "'" + name +
                   "' cannot be the name of an environment: take 1 to 64 of A-Z a-z 0-9 . _ -, a "
                   "letter or digit first, for example staging"};
}

bool is_githash(std::string_view text) noexcept {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string short_hash(const std::string& githash) {
  return githash.substr(0, k_short_hash);
}

std::string object_path(const VersionFile& file) {
  const std::size_t dot = file.path.rfind('.');
  const std::size_t slash = file.path.rfind('/');
  const bool has_extension =
      dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return file.kind == FileKind::notebook && has_extension ? file.path.substr(0, dot) : file.path;
}

}  // namespace testtracker::deploy
