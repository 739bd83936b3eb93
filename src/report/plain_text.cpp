#include "report/plain_text.hpp"

#include "base/json_text.hpp"

#include <algorithm>

namespace testtracker::report {
namespace {

constexpr char k_escape = '\x1b';
constexpr char k_bell = '\a';

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

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

/// U+2400 … U+2421, the pictures of the control characters.
void append_picture(std::string& out, unsigned char control) {
  const unsigned picture = control == 0x7FU ? 0x21U : control;
  out += "\xE2\x90";
  out += static_cast<char>(0x80U + picture);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
}

/// `text` with pictures for its control characters, but those in `kept`.
std::string with_pictures(const std::string& text, std::string_view kept) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_line_end = !kept.empty() && text.compare(i, 2, "\r\n") == 0;
    if (!is_control(c) || kept.find(c) != std::string_view::npos) {
      out += c;
    } else if (!is_line_end) {
      append_picture(out, static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto escape = std::min(text.find(k_escape, at), text.size());
    out += text.substr(at, escape - at);
    at = escape == text.size() ? escape : end_of_escape(text, escape);
  }
  return with_pictures(to_valid_utf8(out), "\n\t");
}

std::string visible_text(std::string_view text) {
  return with_pictures(to_valid_utf8(text), {});
}

std::string plain_excerpt(std::string_view text, std::size_t max_bytes) {
  // Plain text is rarely much shorter than its bytes; what lies far behind is not looked at.
  const auto beginning = text.substr(0, 4 * max_bytes);
  auto plain = plain_text(beginning);
  if (plain.size() <= max_bytes && beginning.size() == text.size()) {
    return plain;
  }
  std::size_t keep = std::min(max_bytes, plain.size());
  while (keep > 0 && keep < plain.size() && is_continuation(plain[keep])) {
    --keep;
  }
  const auto missing = plain.size() - keep + text.size() - beginning.size();
  plain.resize(keep);
  return plain + "\n… " + std::to_string(missing) + " more bytes";
}

}  // namespace testtracker::report
