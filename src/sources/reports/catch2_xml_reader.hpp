#pragma once

// Catch2's own XML (`-r xml`), versions 2 and 3. One test per TEST_CASE, its sections are parts.

#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"
#include "sources/reports/xml_reader.hpp"

#include <string>
#include <vector>

namespace testtracker::sources {

class Catch2XmlReader final : public XmlHandler {
 public:
  Catch2XmlReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  void begin(const XmlElement& element, const std::vector<std::string>& path) override;
  void end(std::string_view name, std::string& text, const std::vector<std::string>& path) override;

 private:
  void begin_program(const XmlElement& element);
  void begin_test(const XmlElement& element);
  void begin_in_test(const XmlElement& element);
  void end_test();
  void add_failure(FailureKind kind, std::string text);
  void add_benchmark_values(const XmlElement& element);

  const ReportOrigin& origin_;
  ReportSink& sink_;
  bool in_test_ = false;
  ReportedTest test_;
  bool succeeded_ = true;
  bool crashed_ = false;
  std::vector<std::string> messages_;  ///< INFO in force
  std::string benchmark_;
  std::string check_;  ///< REQUIRE, CHECK …
  std::string original_;
  std::string expanded_;
  std::string exception_;
  std::string file_;
  std::int32_t line_ = 0;
};

/// `[a][b c]` as names.
[[nodiscard]] std::vector<std::string> catch2_tags(std::string_view text);

}  // namespace testtracker::sources
