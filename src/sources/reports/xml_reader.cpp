#include "sources/reports/xml_reader.hpp"

#include "sources/reports/report_text.hpp"

#include <cstring>
#include <memory>
#include <optional>

#include <expat.h>

namespace testtracker::sources {
namespace {

struct OpenElement {
  std::string text;
  std::size_t dropped_bytes = 0;
};

struct Parser {
  XML_Parser expat = nullptr;
  XmlHandler* handler = nullptr;
  std::vector<std::string> path;
  std::vector<OpenElement> elements;  ///< kept for their memory; the first path.size() are in use
  std::string refusal;
  std::size_t max_text_bytes = 0;
};

Parser& parser_of(void* data) {
  return *static_cast<Parser*>(data);
}

void XMLCALL on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& parser = parser_of(data);
  parser.handler->begin({name, attributes}, parser.path);
  parser.path.emplace_back(name);
  if (parser.elements.size() < parser.path.size()) {
    parser.elements.emplace_back();
  }
  auto& element = parser.elements[parser.path.size() - 1];
  element.text.clear();
  element.dropped_bytes = 0;
  parser.max_text_bytes = parser.handler->max_text_bytes();
}

void XMLCALL on_end(void* data, const XML_Char* name) {
  auto& parser = parser_of(data);
  auto& element = parser.elements[parser.path.size() - 1];
  parser.path.pop_back();
  if (element.dropped_bytes > 0) {
    element.text += " [testtracker: " + std::to_string(element.dropped_bytes) + " bytes cut]";
  }
  parser.handler->end(name, element.text, parser.path);
}

void XMLCALL on_text(void* data, const XML_Char* text, int size) {
  auto& parser = parser_of(data);
  auto& element = parser.elements[parser.path.size() - 1];
  const auto length = static_cast<std::size_t>(size);
  // expat never splits a character.
  if (element.dropped_bytes == 0 && element.text.size() + length <= parser.max_text_bytes) {
    element.text.append(text, length);
  } else {
    element.dropped_bytes += length;
  }
}

void XMLCALL on_entity(void* data, const XML_Char* name, int, const XML_Char*, int, const XML_Char*,
                       const XML_Char*, const XML_Char*, const XML_Char*) {
  auto& parser = parser_of(data);
  parser.refusal = std::string("it declares the entity ") + name +
                   "; entities of its own are refused, since nested ones explode";
  XML_StopParser(parser.expat, XML_FALSE);
}

// Whoever names another single-byte encoding mostly writes ASCII; Latin-1 loses least.
int XMLCALL on_encoding(void*, const XML_Char*, XML_Encoding* encoding) {
  for (int byte = 0; byte < 256; ++byte) {
    encoding->map[byte] = byte;
  }
  encoding->data = nullptr;
  encoding->convert = nullptr;
  encoding->release = nullptr;
  return XML_STATUS_OK;
}

std::string expectation(const Parser& parser, XML_Error code, bool at_end) {
  const auto close = parser.path.empty() ? std::string() : "</" + parser.path.back() + ">";
  if (!parser.refusal.empty()) {
    return parser.refusal;
  }
  if (at_end) {
    return close.empty() ? "the file ends before its first element; an XML report was expected"
                         : "the file ends here; " + close + " was expected";
  }
  switch (code) {
    case XML_ERROR_TAG_MISMATCH:
      return "another element is closed; " + close + " was expected";
    case XML_ERROR_INVALID_TOKEN:
      return "this is no XML; an element, or text with &lt; and &amp; for < and &, was expected";
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
      return "something follows the report; the end of the file was expected";
    case XML_ERROR_UNDEFINED_ENTITY:
      return "an entity that XML does not know; &amp; for & was expected";
    case XML_ERROR_DUPLICATE_ATTRIBUTE:
      return "an attribute stands twice in one element; once was expected";
    default:
      return std::string(XML_ErrorString(code)) + "; well-formed XML was expected";
  }
}

Error error_of(const Parser& parser, const std::string& path, bool at_end) {
  const auto code = XML_GetErrorCode(parser.expat);
  at_end = at_end && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                      code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR);
  return {ErrorCode::bad_format, "read " + path + ", line " +
                                     std::to_string(XML_GetCurrentLineNumber(parser.expat)) + ": " +
                                     expectation(parser, code, at_end)};
}

void set_handlers(Parser& parser) {
  XML_SetUserData(parser.expat, &parser);
  XML_SetElementHandler(parser.expat, on_begin, on_end);
  XML_SetCharacterDataHandler(parser.expat, on_text);
  XML_SetEntityDeclHandler(parser.expat, on_entity);
  XML_SetUnknownEncodingHandler(parser.expat, on_encoding, nullptr);
}

}  // namespace

std::string_view XmlElement::attribute(std::string_view name) const noexcept {
  for (const char** at = attributes_; *at != nullptr; at += 2) {
    if (name == *at) {
      return at[1];
    }
  }
  return {};
}

std::size_t XmlHandler::max_text_bytes() const {
  return k_max_text_bytes;
}

Result<void> read_xml(ReportInput& input, XmlHandler& handler) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> owner(
      XML_ParserCreate(nullptr), XML_ParserFree);
  if (!owner) {
    return Error{ErrorCode::io, "read " + input.path() + ": out of memory"};
  }
  Parser parser;
  parser.expat = owner.get();
  parser.handler = &handler;
  set_handlers(parser);
  while (true) {
    const auto piece = input.next();
    if (!piece) {
      return piece.error();
    }
    const bool at_end = piece->empty();
    if (XML_Parse(parser.expat, piece->data(), static_cast<int>(piece->size()),
                  at_end ? XML_TRUE : XML_FALSE) != XML_STATUS_OK) {
      return error_of(parser, input.path(), at_end);
    }
    if (at_end) {
      return {};
    }
  }
}

}  // namespace testtracker::sources
