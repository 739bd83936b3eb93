#include "journal/record_text.hpp"

#include "base/base64.hpp"
#include "base/json_text.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace testtracker::journal {
namespace {

// Shortest of the two usual precisions that reads back as the same number. snprintf writes the
// locale's decimal separator, which may have several bytes: everything foreign becomes one point.
std::string real_text(double value) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.15g", value);
  if (std::strtod(digits, nullptr) != value) {
    std::snprintf(digits, sizeof digits, "%.17g", value);
  }
  constexpr std::string_view k_allowed = "0123456789+-eE";
  std::string text;
  bool in_separator = false;
  for (const char* at = digits; *at != '\0'; ++at) {
    const bool is_separator = k_allowed.find(*at) == std::string_view::npos;
    if (!is_separator) {
      text += *at;
    } else if (!in_separator) {
      text += '.';
    }
    in_separator = is_separator;
  }
  return text;
}

}  // namespace

RecordText::RecordText(std::string& out, std::string_view event, std::chrono::nanoseconds at,
                       std::size_t max_text_bytes)
    : out_(out), max_text_bytes_(max_text_bytes) {
  out_ += R"({"event":")";
  out_ += event;
  out_ += '"';
  known_number("at", at.count());
}

void RecordText::field(std::string_view name) {
  out_ += ",\"";
  out_ += name;
  out_ += "\":";
}

void RecordText::text(std::string_view name, std::string_view value) {
  if (value.empty()) {
    return;
  }
  std::string storage;
  value = cut_text(value, max_text_bytes_, storage);
  field(name);
  if (append_json_string(out_, value)) {
    return;
  }
  out_ += ",\"";
  out_ += name;
  out_ += "_raw\":\"";
  out_ += to_base64(value);
  out_ += '"';
}

void RecordText::real(std::string_view name, double value) {
  field(name);
  if (std::isnan(value)) {
    out_ += "\"NaN\"";
  } else if (std::isinf(value)) {
    out_ += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    out_ += real_text(value);
  }
}

void RecordText::flag(std::string_view name, bool value) {
  if (value) {
    field(name);
    out_ += "true";
  }
}

void RecordText::append_element(std::string_view value) {
  std::string storage;
  value = cut_text(value, max_text_bytes_, storage);
  if (is_valid_utf8(value)) {
    append_json_string(out_, value);
    return;
  }
  out_ += R"({"text":)";
  append_json_string(out_, value);
  out_ += R"(,"raw":")";
  out_ += to_base64(value);
  out_ += "\"}";
}

std::string_view cut_text(std::string_view text, std::size_t max_bytes, std::string& storage) {
  if (text.size() <= max_bytes) {
    return text;
  }
  std::size_t keep = max_bytes;
  // At most three continuation bytes belong to one character; more are broken text anyway.
  for (int step = 0; step < 3 && keep > 0; ++step) {
    if ((static_cast<unsigned char>(text[keep]) & 0xC0U) != 0x80U) {
      break;
    }
    --keep;
  }
  storage.assign(text, 0, keep);
  storage += " [testtracker: " + std::to_string(text.size() - keep) + " bytes cut]";
  return storage;
}

}  // namespace testtracker::journal
