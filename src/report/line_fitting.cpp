#include "report/line_fitting.hpp"

namespace testtracker::report {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Bytes of the first `characters` characters of `text`.
std::size_t bytes_of(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size() && characters > 0) {
    do {
      ++at;
    } while (at < text.size() && is_continuation(text[at]));
    --characters;
  }
  return at;
}

}  // namespace

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += is_continuation(c) ? 0U : 1U;
  }
  return count;
}

std::string fitted(std::string_view line, std::size_t width) {
  if (width == 0 || bytes_of(line, width) == line.size()) {
    return std::string(line);
  }
  return std::string(line.substr(0, bytes_of(line, width - 1))) + "…";
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace testtracker::report
