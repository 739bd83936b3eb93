#pragma once

// Google Benchmark's JSON (`--benchmark_out=FILE`). Each benchmark is a test, its numbers are
// metrics of it.

#include "sources/reports/json_reader.hpp"
#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace testtracker::sources {

class BenchmarkReader final : public JsonHandler {
 public:
  BenchmarkReader(const ReportOrigin& origin, ReportSink& sink) : origin_(origin), sink_(sink) {}

  [[nodiscard]] bool wants(const JsonPath& path) const override;
  void value(const JsonPath& path, nlohmann::json& value) override;
  /// Gives away what was read. Repetitions may be interleaved and aggregates come last, so that no
  /// benchmark is complete before the end.
  void finish();

 private:
  void take_context(const std::string& name, const nlohmann::json& value);
  void take_benchmark(const nlohmann::json& entry);
  ReportedTest& test_of(const std::string& name);

  const ReportOrigin& origin_;
  ReportSink& sink_;
  ReportedProgram program_;
  std::vector<ParamReported> params_;
  std::vector<ReportedTest> tests_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace testtracker::sources
