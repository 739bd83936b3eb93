#include "report/plain_text.hpp"

#include "base/escape_sequences.hpp"
#include "base/json_text.hpp"

#include <algorithm>

namespace testtracker::report {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
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
  return with_pictures(to_valid_utf8(without_escapes(text)), "\n\t");
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
