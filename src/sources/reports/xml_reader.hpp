#pragma once

// A thin layer over expat for reports: elements in, texts bounded, errors as sentences with the
// line. Memory is bounded by the deepest element, not by the file. Entities that a document
// declares itself are refused: reports need none, and nested ones explode.

#include "sources/reports/report_input.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace testtracker::sources {

/// An element's name and attributes; valid during the call only.
class XmlElement {
 public:
  XmlElement(const char* name, const char** attributes) : name_(name), attributes_(attributes) {}

  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  /// Empty when there is no such attribute.
  [[nodiscard]] std::string_view attribute(std::string_view name) const noexcept;

 private:
  std::string_view name_;
  const char** attributes_;
};

/// Takes a document. Elements of other namespaces have their prefix.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  /// `path` are the names of the elements around it, the outermost first.
  virtual void begin(const XmlElement& element, const std::vector<std::string>& path) = 0;
  /// `text` is what stands in the element itself, cut when it is long. `path` as for `begin`.
  virtual void end(std::string_view name, std::string& text,
                   const std::vector<std::string>& path) = 0;
  /// How many bytes of its text are wanted.
  [[nodiscard]] virtual std::size_t max_text_bytes() const;
};

/// Reads all of it. Errors: `bad_format` with line and what was expected; `handler` has then got
/// everything before. `io`.
Result<void> read_xml(ReportInput& input, XmlHandler& handler);

}  // namespace testtracker::sources
