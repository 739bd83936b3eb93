#pragma once

// doctest's own XML (`-r=xml`).

#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"
#include "sources/reports/xml_reader.hpp"

#include <string>
#include <vector>

namespace testtracker::sources {

class DoctestReader final : public XmlHandler {
 public:
  DoctestReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  void begin(const XmlElement& element, const std::vector<std::string>& path) override;
  void end(std::string_view name, std::string& text, const std::vector<std::string>& path) override;

 private:
  void begin_test(const XmlElement& element);
  void begin_check(const XmlElement& element);
  void add_failure(FailureKind kind, std::string text);
  void end_test();

  const ReportOrigin& origin_;
  ReportSink& sink_;
  std::string suite_;
  bool in_test_ = false;
  ReportedTest test_;
  bool succeeded_ = true;
  bool crashed_ = false;
  bool is_warning_ = false;
  std::string check_;
  std::string text_;  ///< of the check at hand
  std::string file_;
  std::int32_t line_ = 0;
};

}  // namespace testtracker::sources
