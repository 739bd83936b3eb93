#pragma once

// Builds the line of one record, field by field. Fields that hold their default are left out.

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace testtracker::journal {

class RecordText {
 public:
  /// Begins a line at the end of `out`, which must outlive this object.
  RecordText(std::string& out, std::string_view event, std::chrono::nanoseconds at,
             std::size_t max_text_bytes);

  /// Cut when longer than `max_text_bytes`; broken UTF-8 gets its `_raw` companion.
  void text(std::string_view name, std::string_view value);
  /// Any finite or infinite number, never left out. Independent of the locale.
  void real(std::string_view name, double value);
  void flag(std::string_view name, bool value);
  void duration(std::string_view name, std::chrono::nanoseconds value) {
    number(name, value.count());
  }
  template <typename Integer>
  void number(std::string_view name, Integer value) {
    if (value != 0) {
      field(name);
      append_integer(value);
    }
  }
  /// As `number`, but 0 is written too: for values whose absence means "unknown".
  template <typename Integer>
  void known_number(std::string_view name, Integer value) {
    field(name);
    append_integer(value);
  }

  /// Begins a field whose value the caller appends.
  void field(std::string_view name);
  /// A string, or the object with the raw bytes when `value` is not valid UTF-8.
  void append_element(std::string_view value);
  void append(std::string_view json) { out_ += json; }
  void end() { out_ += "}\n"; }

 private:
  template <typename Integer>
  void append_integer(Integer value) {
    static_assert(std::is_integral_v<Integer>);
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out_.append(digits, static_cast<std::size_t>(end - digits));
  }

  std::string& out_;
  std::size_t max_text_bytes_;
};

/// `text`, or its beginning and a mark saying how many bytes are missing when it is longer than
/// `max_bytes`. Cuts between two characters. `storage` holds the cut text.
std::string_view cut_text(std::string_view text, std::size_t max_bytes, std::string& storage);

}  // namespace testtracker::journal
