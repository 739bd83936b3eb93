#include "secrets/secret_names.hpp"

#include "base/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace testtracker::secrets {
namespace {

bool is_name_byte(char byte) {
  constexpr std::string_view k_others = "-_@.";
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || k_others.find(byte) != std::string_view::npos;
}

}  // namespace

Result<void> check_name(const std::string& kind, const std::string& name) {
  if (!name.empty() && name.size() <= k_longest_name_bytes &&
      std::all_of(name.begin(), name.end(), is_name_byte)) {
    return {};
  }
  return Error{ErrorCode::invalid_argument,
               fmt::format("'{}' cannot be the name of a {}: 1 to {} letters, digits and -_@. can",
                           name, kind, k_longest_name_bytes)};
}

Result<void> check_value(const std::string& value) {
  if (value.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "no value came: give it by a pipe, or when you are asked for it"};
  }
  if (value.size() > k_longest_value_bytes) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("the value has {} bytes, and a secret at most {}", value.size(),
                             k_longest_value_bytes)};
  }
  if (value.find('\0') != std::string::npos || !is_valid_utf8(value)) {
    return Error{ErrorCode::invalid_argument,
                 "the value is no text (UTF-8); keep it in base 64: base64 -w0 FILE | testtracker "
                 "secrets put SCOPE KEY"};
  }
  return {};
}

}  // namespace testtracker::secrets
