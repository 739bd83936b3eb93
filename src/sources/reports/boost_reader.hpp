#pragma once

// Boost.Test's own XML: the log (`--log_format=XML --log_level=test_suite` or more), which says
// everything, and the report (`--report_format=XML --report_level=detailed`), which has verdicts
// only.

#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"
#include "sources/reports/xml_reader.hpp"

#include <string>
#include <vector>

namespace testtracker::sources {

class BoostReader final : public XmlHandler {
 public:
  BoostReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  void begin(const XmlElement& element, const std::vector<std::string>& path) override;
  void end(std::string_view name, std::string& text, const std::vector<std::string>& path) override;

 private:
  void begin_program(const XmlElement& element);
  void begin_test(const XmlElement& element);
  void take_verdict(const XmlElement& element);

  const ReportOrigin& origin_;
  ReportSink& sink_;
  std::string program_;
  std::vector<std::string> suites_;  ///< without the module
  bool is_log_ = false;
  bool has_program_ = false;
  bool in_test_ = false;
  ReportedTest test_;
  std::string file_;
  std::int32_t line_ = 0;
};

}  // namespace testtracker::sources
