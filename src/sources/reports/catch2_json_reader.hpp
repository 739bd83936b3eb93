#pragma once

// Catch2's JSON (`-r json`, since 3.5). It has no texts of failures, only their places.

#include "sources/reports/json_reader.hpp"
#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"

namespace testtracker::sources {

class Catch2JsonReader final : public JsonHandler {
 public:
  Catch2JsonReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  [[nodiscard]] bool wants(const JsonPath& path) const override;
  void value(const JsonPath& path, nlohmann::json& value) override;

 private:
  void begin_program();

  const ReportOrigin& origin_;
  ReportSink& sink_;
  std::string name_;
  std::string version_;
  bool has_program_ = false;
};

}  // namespace testtracker::sources
