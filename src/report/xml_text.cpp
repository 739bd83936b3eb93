#include "report/xml_text.hpp"

#include "base/json_text.hpp"
#include "report/plain_text.hpp"

namespace testtracker::report {
namespace {

enum class Place { text, attribute };

void append_ascii(std::string& out, char c, Place place) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':  // must be one in "]]>"
      out += "&gt;";
      return;
    case '"':
      out += place == Place::attribute ? "&quot;" : "\"";
      return;
    case '\r':  // a parser would turn it into a newline
      out += "&#13;";
      return;
    case '\n':  // in attributes a parser would turn these two into spaces
      out += place == Place::attribute ? "&#10;" : "\n";
      return;
    case '\t':
      out += place == Place::attribute ? "&#9;" : "\t";
      return;
    default:
      out += static_cast<unsigned char>(c) < 0x20U || c == 0x7F
                 ? visible_text(std::string_view(&c, 1))
                 : std::string(1, c);
  }
}

std::string escaped(const std::string& text, Place place) {
  // U+FFFE and U+FFFF are valid UTF-8 and not allowed in XML.
  constexpr std::string_view k_non_characters = "\xEF\xBF";
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x80U) {
      append_ascii(out, text[i], place);
    } else if (text.compare(i, 2, k_non_characters) == 0 &&
               static_cast<unsigned char>(text[i + 2]) >= 0xBEU) {
      out += "\xEF\xBF\xBD";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string xml_text(std::string_view text) {
  return escaped(plain_text(text), Place::text);
}

std::string xml_attribute(std::string_view text) {
  return escaped(to_valid_utf8(text), Place::attribute);
}

}  // namespace testtracker::report
