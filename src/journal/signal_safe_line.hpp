#pragma once

// Builds the line of a record in a signal handler: in a buffer of its own, without allocation, lock
// or locale (signal-safety(7)). Only the two records that a dying process writes. Part of the
// writer.

#include <testtracker/journal_writer.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace testtracker::journal {

class SignalSafeLine {
 public:
  SignalSafeLine(std::chrono::nanoseconds at, const FatalSignal& event) noexcept;
  SignalSafeLine(std::chrono::nanoseconds at, const FatalPlace& place) noexcept;

  /// An empty line, since the handler may have interrupted a write, and the record.
  [[nodiscard]] std::string_view bytes() const noexcept { return {buffer_, size_}; }

 private:
  void begin(std::string_view event, std::chrono::nanoseconds at) noexcept;
  void append(std::string_view text) noexcept;
  void append_byte(char byte) noexcept;
  template <typename Integer>
  void number(std::string_view name, Integer value) noexcept;
  /// The text's beginning, at most `max_bytes` of the line. Bytes that are no UTF-8 become `?`.
  void text(std::string_view name, std::string_view value, std::size_t max_bytes) noexcept;

  char buffer_[4096];
  std::size_t size_ = 0;
};

}  // namespace testtracker::journal
