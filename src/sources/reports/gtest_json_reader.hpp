#pragma once

// GoogleTest's `--gtest_output=json`. Its times are local and say Z; they are taken as local.

#include "sources/reports/json_reader.hpp"
#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"

namespace testtracker::sources {

class GtestJsonReader final : public JsonHandler {
 public:
  GtestJsonReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  [[nodiscard]] bool wants(const JsonPath& path) const override;
  void value(const JsonPath& path, nlohmann::json& value) override;

 private:
  void begin_program();

  const ReportOrigin& origin_;
  ReportSink& sink_;
  std::string timestamp_;
  std::string suite_;
  bool has_program_ = false;
};

}  // namespace testtracker::sources
