#pragma once

// JUnit XML in all dialects: there is no specification, only tools that write what they like.
// docs/import.md has the table of what becomes what.

#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"
#include "sources/reports/xml_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::sources {

class JunitReader final : public XmlHandler {
 public:
  JunitReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  void begin(const XmlElement& element, const std::vector<std::string>& path) override;
  void end(std::string_view name, std::string& text, const std::vector<std::string>& path) override;

 private:
  enum class Dialect { other, gtest, catch2, ctest, doctest, boost, pytest, bazel };
  struct Suite {
    std::string name;
    std::uint64_t counted_failures = 0;  ///< as its attributes say
    std::uint64_t seen_failures = 0;
  };
  struct Problem {
    std::string message;
    std::string type;
    std::string stack_trace;
  };

  void begin_suite(const XmlElement& element);
  void end_suite();
  void begin_test(const XmlElement& element);
  void begin_in_test(const XmlElement& element);
  void end_in_test(std::string_view name, const std::string& text);
  void end_test();
  void add_failure(std::string_view element, const std::string& text);
  void add_skip(const std::string& text);
  void add_retry(std::string_view element, const std::string& text);
  void decide_status();
  [[nodiscard]] std::string suite_of(std::string_view class_name) const;
  void begin_program(const XmlElement& element);
  [[nodiscard]] FailureReported failure_from(FailureKind kind, const std::string& text) const;

  const ReportOrigin& origin_;
  ReportSink& sink_;
  Dialect dialect_ = Dialect::other;
  std::string program_;
  bool has_program_ = false;
  std::vector<Suite> suites_;
  bool in_test_ = false;
  ReportedTest test_;
  std::string test_status_;  ///< attributes `status` and `result`
  std::string test_result_;
  std::string skip_type_;
  bool is_skipped_ = false;
  Problem problem_;
};

}  // namespace testtracker::sources
