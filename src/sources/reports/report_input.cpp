#include "sources/reports/report_input.hpp"

#include "base/json_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::sources {
namespace {

constexpr std::size_t k_piece_bytes = 64 * 1024;
constexpr std::size_t k_head_bytes = 4096;
constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x80) || c == '\n' || c == '\t' || c == '\r';
}

bool is_forbidden(char c) {
  return static_cast<unsigned char>(c) < 0x20 && !is_plain(c);
}

// Every encoding but UTF-8 is the XML parser's own affair.
bool looks_like_utf8(const std::string& head) {
  if (head.size() > 1 &&
      (head[0] == '\xFF' || head[0] == '\xFE' || head[0] == '\0' || head[1] == '\0')) {
    return false;
  }
  const auto declaration = head.substr(0, head.find("?>"));
  const auto at = declaration.find("encoding=");
  if (head.substr(0, 5) != "<?xml" || at == std::string::npos || at + 10 > declaration.size()) {
    return true;
  }
  auto word = declaration.substr(at + 10, 5);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return word == "utf-8" || word == "us-as";
}

// How many bytes at the end of `text` may be the begin of a character.
std::size_t open_character(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte >= 0xC0) {
      const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
      return length > back ? back : 0;
    }
    if (byte < 0x80) {
      return 0;
    }
  }
  return 0;
}

}  // namespace

Result<ReportInput> ReportInput::open(const std::string& path, const std::string& shown_as) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    const auto code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::io;
    return Error{code, "open the report " + path + ": " + std::strerror(errno)};
  }
  ReportInput input(shown_as.empty() ? path : shown_as, std::move(fd));
  input.head_.resize(k_head_bytes);
  const ssize_t size = ::pread(input.fd_.get(), input.head_.data(), k_head_bytes, 0);
  if (size < 0) {
    return Error{ErrorCode::io, "read the report " + path + ": " + std::strerror(errno)};
  }
  input.head_.resize(static_cast<std::size_t>(size));
  input.is_utf8_ = looks_like_utf8(input.head_);
  return input;
}

Result<std::string_view> ReportInput::next() {
  while (!at_end_) {
    buffer_ = rest_;
    rest_.clear();
    const auto kept = buffer_.size();
    buffer_.resize(kept + k_piece_bytes);
    const ssize_t size = ::read(fd_.get(), buffer_.data() + kept, k_piece_bytes);
    if (size < 0 && errno == EINTR) {
      rest_.assign(buffer_, 0, kept);
      continue;
    }
    if (size < 0) {
      return Error{ErrorCode::io, "read the report " + path_ + ": " + std::strerror(errno)};
    }
    buffer_.resize(kept + static_cast<std::size_t>(size));
    at_end_ = size == 0;
    const auto piece = is_utf8_ ? repaired(buffer_, at_end_) : std::string_view(buffer_);
    if (!piece.empty()) {
      return piece;
    }
  }
  return std::string_view();
}

std::string_view ReportInput::repaired(std::string_view piece, bool is_last) {
  if (std::all_of(piece.begin(), piece.end(), is_plain)) {
    return piece;
  }
  const auto open = is_last ? 0 : open_character(piece);
  rest_ = piece.substr(piece.size() - open);
  piece.remove_suffix(open);
  const bool is_good = std::none_of(piece.begin(), piece.end(), is_forbidden);
  if (is_good && is_valid_utf8(piece)) {
    return piece;
  }
  const auto valid = to_valid_utf8(piece);
  repaired_.clear();
  for (const char c : valid) {
    if (is_forbidden(c)) {
      repaired_ += k_replacement;
    } else {
      repaired_ += c;
    }
  }
  return repaired_;
}

}  // namespace testtracker::sources
