#include "base/escape_sequences.hpp"

#include <algorithm>
#include <cstddef>

namespace testtracker {
namespace {

constexpr char k_escape = '\x1b';
constexpr char k_bell = '\a';

bool is_between(char c, char low, char high) {
  return c >= low && c <= high;
}

/// Behind a control sequence (CSI) whose first byte after `[` is at `at`.
std::size_t end_of_control_sequence(std::string_view text, std::size_t at) {
  while (at < text.size() && is_between(text[at], '\x20', '\x3f')) {
    ++at;
  }
  const bool has_final = at < text.size() && is_between(text[at], '\x40', '\x7e');
  return has_final ? at + 1 : at;
}

/// Behind a string (OSC, DCS …): up to BEL or ESC \, but never beyond the line.
std::size_t end_of_control_string(std::string_view text, std::size_t at) {
  for (; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == k_bell) {
      return at + 1;
    }
    if (text[at] == k_escape) {
      return text.substr(at + 1, 1) == "\\" ? at + 2 : at;
    }
  }
  return at;
}

/// Behind the sequence whose ESC is at `at`.
std::size_t end_of_escape(std::string_view text, std::size_t at) {
  ++at;
  if (at == text.size()) {
    return at;
  }
  if (text[at] == '[') {
    return end_of_control_sequence(text, at + 1);
  }
  if (std::string_view("]PX^_").find(text[at]) != std::string_view::npos) {
    return end_of_control_string(text, at + 1);
  }
  while (at < text.size() && is_between(text[at], '\x20', '\x2f')) {
    ++at;
  }
  const bool has_final = at < text.size() && is_between(text[at], '\x30', '\x7e');
  return has_final ? at + 1 : at;
}

}  // namespace

std::string without_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto escape = std::min(text.find(k_escape, at), text.size());
    out += text.substr(at, escape - at);
    at = escape == text.size() ? escape : end_of_escape(text, escape);
  }
  return out;
}

}  // namespace testtracker
