#pragma once

// Cuts a stream that comes in pieces into lines.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace testtracker::sources {

class LineSplitter {
 public:
  /// `on_line` gets each line without its newline; the view is good for the call only.
  explicit LineSplitter(std::function<void(std::string_view)> on_line)
      : on_line_(std::move(on_line)) {}

  void feed(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      if (end == std::string_view::npos) {
        // A line without end is handed on in parts, so that memory stays bounded.
        rest_ += bytes;
        if (rest_.size() > k_longest_line_bytes) {
          finish();
        }
        return;
      }
      if (rest_.empty()) {
        on_line_(bytes.substr(0, end));
      } else {
        rest_ += bytes.substr(0, end);
        finish();
      }
      bytes.remove_prefix(end + 1);
    }
  }

  /// The stream is over: what is left is a line too.
  void finish() {
    if (!rest_.empty()) {
      const std::string line = std::move(rest_);
      rest_.clear();
      on_line_(line);
    }
  }

 private:
  static constexpr std::size_t k_longest_line_bytes = 1024 * 1024;

  std::function<void(std::string_view)> on_line_;
  std::string rest_;
};

}  // namespace testtracker::sources
