#include "session/failure_text.hpp"

#include "base/json_text.hpp"
#include "session/signal_name.hpp"

#include <cctype>
#include <cstddef>

namespace testtracker::session {
namespace {

constexpr std::size_t k_max_message_bytes = 300;
constexpr std::size_t k_shortest_address = 5;  // shorter numbers are values people compare

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

bool is_hex_digit(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

std::size_t end_of_hex_digits(const std::string& text, std::size_t at) {
  while (at < text.size() && is_hex_digit(text[at])) {
    ++at;
  }
  return at;
}

std::size_t without_broken_character(const std::string& text, std::size_t length) {
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
    --length;
  }
  return length;
}

std::string cut(std::string text, std::size_t max_bytes) {
  static const std::string k_mark = "…";
  if (text.size() > max_bytes) {
    text.resize(without_broken_character(text, max_bytes - k_mark.size()));
    text += k_mark;
  }
  return text;
}

std::string file_name_of(const std::string& path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string location_of(const std::string& file, std::int32_t line) {
  if (file.empty()) {
    return {};
  }
  return line > 0 ? file + ":" + std::to_string(line) : file;
}

std::string first_failure(const Attempt& attempt) {
  if (attempt.failures.empty()) {
    return {};
  }
  const auto& failure = attempt.failures.front();
  const auto location = location_of(file_name_of(failure.file), failure.line);
  return location.empty() ? failure.text : location + " " + failure.text;
}

std::string exit_of(const Attempt& attempt) {
  return attempt.exit_code ? "exit code " + std::to_string(*attempt.exit_code)
                           : "exit code unknown";
}

/// What the end of the process has to do with it; empty when the attempt ended by itself.
std::string ending_of(const Attempt& attempt) {
  switch (attempt.status) {
    case Status::crashed:
      return attempt.signal ? signal_name(*attempt.signal) : "the process died, signal unknown";
    case Status::timed_out:
      return "stopped for taking too long";
    case Status::exited:
      return "the process left by exit(), " + exit_of(attempt);
    case Status::not_run:
      return "the process ended before its turn";
    default:
      return {};
  }
}

std::string joined(std::string first, const std::string& separator, const std::string& second) {
  if (!first.empty() && !second.empty()) {
    first += separator;
  }
  return first + second;
}

void append_failure(std::string& text, const Failure& failure) {
  if (!text.empty()) {
    text += text.back() == '\n' ? "\n" : "\n\n";
  }
  const auto location = location_of(failure.file, failure.line);
  if (!location.empty()) {
    text += location + ": ";
  }
  text += failure.kind == FailureKind::exception ? "Exception\n" : "Failure\n";
  text += failure.text;
}

}  // namespace

std::string one_line(const std::string& text, std::size_t max_bytes) {
  std::string line;
  for (std::size_t i = 0; i < text.size() && line.size() < 2 * max_bytes;) {
    if (is_space(text[i])) {
      line += line.empty() || line.back() == ' ' ? "" : " ";
      ++i;
    } else if (text.compare(i, 2, "0x") == 0 &&
               end_of_hex_digits(text, i + 2) - i - 2 >= k_shortest_address) {
      line += "0x…";
      i = end_of_hex_digits(text, i + 2);
    } else {
      line += text[i++];
    }
  }
  while (!line.empty() && line.back() == ' ') {
    line.pop_back();
  }
  return cut(to_valid_utf8(line), max_bytes);
}

std::string message_of(const Attempt& attempt) {
  if (attempt.status == Status::skipped) {
    return one_line(attempt.skip_reason, k_max_message_bytes);
  }
  const auto message = joined(ending_of(attempt), "; ", first_failure(attempt));
  return one_line(message, k_max_message_bytes);
}

std::string text_of(const Attempt& attempt) {
  std::string text;
  for (const auto& failure : attempt.failures) {
    append_failure(text, failure);
  }
  return joined(std::move(text), "\n\n", ending_of(attempt));
}

}  // namespace testtracker::session
