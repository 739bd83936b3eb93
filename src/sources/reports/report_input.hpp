#pragma once

// The bytes of a report, piece by piece, made fit for strict parsers: control bytes that no parser
// accepts and broken UTF-8 become U+FFFD, so that one escape sequence in a test's output does not
// cost the rest of its report.

#include "base/unique_fd.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <string_view>

namespace testtracker::sources {

class ReportInput {
 public:
  /// `shown_as` is what messages call it, when that is not its path. Errors: `not_found`, `io`.
  static Result<ReportInput> open(const std::string& path, const std::string& shown_as = {});

  /// The next piece, valid until the next call; empty at the end. Errors: `io`.
  Result<std::string_view> next();

  /// How the file begins, unchanged, at most 4 KiB; consumes nothing.
  [[nodiscard]] const std::string& head() const noexcept { return head_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  ReportInput(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  std::string_view repaired(std::string_view piece, bool is_last);

  std::string path_;
  UniqueFd fd_;
  std::string head_;
  std::string buffer_;
  std::string repaired_;
  std::string rest_;  ///< begin of a character whose end is in the next piece
  bool is_utf8_ = true;
  bool at_end_ = false;
};

}  // namespace testtracker::sources
