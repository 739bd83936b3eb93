#include "base/json_text.hpp"

#include <cstddef>

namespace testtracker {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

// Length of the well-formed sequence at the start of `text`, 0 if there is none. The table of
// RFC 3629 section 4: the second byte's range depends on the first.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80U) {
    return 1;
  }
  if (first < 0xC2U || first > 0xF4U) {
    return 0;
  }
  const std::size_t length = first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
  if (text.size() < length) {
    return 0;
  }
  unsigned char low = 0x80U;
  unsigned char high = 0xBFU;
  if (first == 0xE0U) {
    low = 0xA0U;
  } else if (first == 0xEDU) {
    high = 0x9FU;
  } else if (first == 0xF0U) {
    low = 0x90U;
  } else if (first == 0xF4U) {
    high = 0x8FU;
  }
  if (at(1) < low || at(1) > high) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(at(i))) {
      return 0;
    }
  }
  return length;
}

void append_escape(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default: {
      constexpr std::string_view k_digits = "0123456789abcdef";
      out += "\\u00";
      out += k_digits[byte >> 4U];
      out += k_digits[byte & 0xFU];
    }
  }
}

bool needs_escape(unsigned char byte) {
  return byte < 0x20U || byte == '"' || byte == '\\' || byte == 0x7FU;
}

}  // namespace

bool append_json_string(std::string& out, std::string_view text) {
  bool valid = true;
  out += '"';
  std::size_t plain_from = 0;
  std::size_t i = 0;
  const auto flush = [&](std::size_t end) { out.append(text, plain_from, end - plain_from); };
  while (i < text.size()) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80U && !needs_escape(byte)) {
      ++i;
      continue;
    }
    const std::size_t length = byte < 0x80U ? 1 : sequence_length(text.substr(i));
    if (length > 1) {
      i += length;
      continue;
    }
    flush(i);
    if (length == 1) {
      append_escape(out, byte);
    } else {
      out += k_replacement;
      valid = false;
    }
    plain_from = ++i;
  }
  flush(i);
  out += '"';
  return valid;
}

bool is_valid_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      out += k_replacement;
      text.remove_prefix(1);
    } else {
      out.append(text, 0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

}  // namespace testtracker
