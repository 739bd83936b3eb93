#include "journal/signal_safe_line.hpp"

#include "base/json_text.hpp"

#include <charconv>
#include <cstring>

namespace testtracker::journal {
namespace {

constexpr std::size_t k_longest_file_bytes = 1024;
constexpr std::size_t k_longest_text_bytes = 2560;
constexpr std::size_t k_longest_escape_bytes = 6;  // \u00XX

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

SignalSafeLine::SignalSafeLine(std::chrono::nanoseconds at, const FatalSignal& event) noexcept {
  begin("fatal_signal", at);
  number("test", event.test);
  number("signal", event.signal);
  append("}\n");
}

SignalSafeLine::SignalSafeLine(std::chrono::nanoseconds at, const FatalPlace& place) noexcept {
  begin("failure", at);
  number("test", place.test);
  append(R"(,"kind":"fatal_assertion")");
  text("file", place.file, k_longest_file_bytes);
  number("line", place.line);
  text("text", place.text, k_longest_text_bytes);
  append("}\n");
}

void SignalSafeLine::begin(std::string_view event, std::chrono::nanoseconds at) noexcept {
  append("\n{\"event\":\"");
  append(event);
  append("\"");
  number("at", at.count());
}

// The longest texts leave room for everything else; nothing is ever cut here.
void SignalSafeLine::append(std::string_view text) noexcept {
  if (text.size() <= sizeof buffer_ - size_) {
    std::memcpy(buffer_ + size_, text.data(), text.size());
    size_ += text.size();
  }
}

template <typename Integer>
void SignalSafeLine::number(std::string_view name, Integer value) noexcept {
  append(",\"");
  append(name);
  append("\":");
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  append({digits, static_cast<std::size_t>(end - digits)});
}

void SignalSafeLine::append_byte(char byte) noexcept {
  constexpr char k_digits[] = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  if (byte == '"' || byte == '\\') {
    append("\\");
  } else if (value < 0x20U) {
    append("\\u00");
    append({k_digits + (value >> 4U), 1});
    append({k_digits + (value & 0xFU), 1});
    return;
  }
  append({&byte, 1});
}

void SignalSafeLine::text(std::string_view name, std::string_view value,
                          std::size_t max_bytes) noexcept {
  append(",\"");
  append(name);
  append("\":\"");
  const bool is_utf8 = is_valid_utf8(value);
  const std::size_t end = size_ + max_bytes;
  for (const char byte : value) {
    if (size_ + k_longest_escape_bytes > end && !is_continuation(byte)) {
      break;
    }
    append_byte(is_utf8 || static_cast<unsigned char>(byte) < 0x80U ? byte : '?');
  }
  append("\"");
}

}  // namespace testtracker::journal
