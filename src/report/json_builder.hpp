#pragma once

// Appends JSON (RFC 8259) to a string, value by value. For the report's big texts: 20,000 tests
// need no tree of JSON objects in memory. Always valid UTF-8; independent of the locale.

#include <cstdint>
#include <string>
#include <string_view>

namespace testtracker::report {

class JsonBuilder {
 public:
  /// `out` must outlive the builder.
  explicit JsonBuilder(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  /// Begins a member; its value comes next.
  void key(std::string_view name);

  /// Each invalid byte becomes U+FFFD.
  void text(std::string_view value);
  void integer(std::int64_t value);
  /// Shortest text that reads back as the same number; `"NaN"`, `"Infinity"`, `"-Infinity"`.
  void real(double value);
  void flag(bool value);
  void null();
  /// A text in a list that keeps its bytes: `{"text": …, "raw": …}` when it is not valid UTF-8.
  void exact_text(std::string_view value);

  /// Members that are left out while they have their default. A text that is not valid UTF-8 gets
  /// a companion `<name>_raw` in base 64.
  void text_field(std::string_view name, std::string_view value);
  void integer_field(std::string_view name, std::int64_t value);
  void flag_field(std::string_view name, bool value);

 private:
  void separate();
  void open(char bracket);
  void close(char bracket);

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace testtracker::report
