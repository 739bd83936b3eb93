#pragma once

// CTest's own Testing/<tag>/Test.xml (`ctest -T Test`): ctest's words for outcomes, measurements,
// labels, packed output.

#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"
#include "sources/reports/xml_reader.hpp"

#include <string>
#include <vector>

namespace testtracker::sources {

class CtestReader final : public XmlHandler {
 public:
  CtestReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  void begin(const XmlElement& element, const std::vector<std::string>& path) override;
  void end(std::string_view name, std::string& text, const std::vector<std::string>& path) override;
  [[nodiscard]] std::size_t max_text_bytes() const override;

 private:
  void begin_program(const std::string& start_time);
  void take_measurement(const std::string& text);
  void take_output(std::string& text);
  void end_test();

  const ReportOrigin& origin_;
  ReportSink& sink_;
  std::string host_;
  std::string version_;
  bool has_program_ = false;
  bool in_test_ = false;
  ReportedTest test_;
  std::string test_word_;  ///< attribute Status
  std::string measurement_;
  bool is_numeric_ = false;
  bool is_packed_ = false;
  std::string exit_code_;
  std::string exit_value_;
  std::string completion_;
  std::string output_;
};

}  // namespace testtracker::sources
