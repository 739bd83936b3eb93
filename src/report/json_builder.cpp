#include "report/json_builder.hpp"

#include "base/base64.hpp"
#include "base/json_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace testtracker::report {

void JsonBuilder::separate() {
  if (needs_comma_) {
    out_ += ',';
  }
  needs_comma_ = true;
}

void JsonBuilder::open(char bracket) {
  separate();
  out_ += bracket;
  needs_comma_ = false;
}

void JsonBuilder::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
}

void JsonBuilder::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  needs_comma_ = false;
}

void JsonBuilder::text(std::string_view value) {
  separate();
  append_json_string(out_, value);
}

void JsonBuilder::integer(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonBuilder::real(double value) {
  if (std::isnan(value)) {
    text("NaN");
  } else if (std::isinf(value)) {
    text(value > 0 ? "Infinity" : "-Infinity");
  } else {
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
  }
}

void JsonBuilder::flag(bool value) {
  separate();
  out_ += value ? "true" : "false";
}

void JsonBuilder::null() {
  separate();
  out_ += "null";
}

void JsonBuilder::exact_text(std::string_view value) {
  if (is_valid_utf8(value)) {
    text(value);
    return;
  }
  begin_object();
  key("text");
  text(value);
  key("raw");
  text(to_base64(value));
  end_object();
}

void JsonBuilder::text_field(std::string_view name, std::string_view value) {
  if (value.empty()) {
    return;
  }
  key(name);
  separate();
  if (!append_json_string(out_, value)) {
    key(std::string(name) + "_raw");
    text(to_base64(value));
  }
}

void JsonBuilder::integer_field(std::string_view name, std::int64_t value) {
  if (value != 0) {
    key(name);
    integer(value);
  }
}

void JsonBuilder::flag_field(std::string_view name, bool value) {
  if (value) {
    key(name);
    flag(true);
  }
}

}  // namespace testtracker::report
