#include "upload/key_text.hpp"

#include "base/json_text.hpp"

#include <cctype>
#include <cstdint>
#include <cstdio>

namespace testtracker::upload {
namespace {

bool is_hex_digit(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

/// Not std::isalnum: that asks the locale.
bool is_plain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ' ';
}

std::string escape(std::uint32_t number, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "_x%0*X_", digits, static_cast<unsigned>(number));
  return text;
}

std::string escape_code_point(std::uint32_t code_point) {
  return escape(code_point, 4);
}

/// Length of the UTF-8 character at the begin of `text`; 0 when it is broken.
std::size_t character_length(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (is_valid_utf8(text.substr(0, length))) {
      return length;
    }
  }
  return 0;
}

std::uint32_t code_point_of(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) {
    return byte(0);
  }
  std::uint32_t code_point = byte(0) & (0x7FU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) {
    code_point = code_point << 6U | (byte(i) & 0x3FU);
  }
  return code_point;
}

/// `_x`, any number of hexadecimal digits, `_`: what an escape looks like.
bool looks_like_escape(std::string_view text) {
  if (text.substr(0, 2) != "_x") {
    return false;
  }
  std::size_t at = 2;
  while (at < text.size() && is_hex_digit(text[at])) {
    ++at;
  }
  return at < text.size() && text[at] == '_';
}

/// Encodes the character at the begin of `rest` and drops it there.
std::string encode_next(std::string_view& rest) {
  const auto length = character_length(rest);
  const char first = rest.front();
  std::string encoded;
  if (length == 0) {
    encoded = escape(static_cast<unsigned char>(first), 2);
  } else if (first == '/') {
    encoded = ".";
  } else if (looks_like_escape(rest)) {
    encoded = escape_code_point('_');
  } else if (length == 1 && is_plain(first)) {
    encoded = first;
  } else {
    encoded = escape_code_point(code_point_of(rest.substr(0, length)));
  }
  rest.remove_prefix(length == 0 ? 1 : length);
  return encoded;
}

void escape_outer_spaces(std::string& encoded) {
  if (encoded.back() == ' ') {
    encoded.replace(encoded.size() - 1, 1, escape_code_point(' '));
  }
  if (encoded.front() == ' ') {
    encoded.replace(0, 1, escape_code_point(' '));
  }
}

}  // namespace

std::string encode_name(std::string_view name) {
  if (name.empty()) {
    return "_x_";
  }
  std::string encoded;
  encoded.reserve(name.size());
  while (!name.empty()) {
    encoded += encode_next(name);
  }
  escape_outer_spaces(encoded);
  if (encoded == "." || encoded == "..") {  // the server normalizes keys as it does paths
    encoded.replace(0, 1, escape_code_point('.'));
  }
  return encoded;
}

std::string encode_path(std::string_view path) {
  std::string encoded;
  for (;;) {
    const auto slash = path.find('/');
    encoded += encode_name(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      return encoded;
    }
    encoded += '/';
    path.remove_prefix(slash + 1);
  }
}

std::string test_key(std::string_view suite, std::string_view name) {
  auto section = encode_name(suite);
  if (section == "system") {  // that section is MLflow's own: "System metrics"
    section = escape_code_point('s') + "ystem";
  }
  return shortened_key(section + "/" + encode_name(name), k_max_test_key_bytes,
                       name_hash({suite, name}));
}

std::string name_hash(std::initializer_list<std::string_view> names) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a, 64 bit
  const auto add = [&](char byte) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  };
  for (const auto name : names) {
    for (const char byte : name) {
      add(byte);
    }
    add('\0');
  }
  char text[24];
  std::snprintf(text, sizeof text, "%012llx", static_cast<unsigned long long>(hash >> 16U));
  return text;
}

std::string shortened_key(const std::string& key, std::size_t max_bytes, const std::string& hash) {
  return key.size() <= max_bytes ? key : key.substr(0, max_bytes - hash.size() - 1) + "-" + hash;
}

}  // namespace testtracker::upload
