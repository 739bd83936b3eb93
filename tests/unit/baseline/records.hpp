#pragma once

// Looks into records by the names that tests know.

#include "baseline/run_record.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace testtracker::baseline {

inline const TestRecord* find_test(const RunRecord& run, const Texts& texts, std::string_view key) {
  for (const auto& test : run.tests) {
    if (texts[test.key] == key) {
      return &test;
    }
  }
  return nullptr;
}

inline const MetricRecord* find_metric(const RunRecord& run, const Texts& texts,
                                       std::string_view key) {
  for (const auto& metric : run.metrics) {
    if (texts[metric.key] == key) {
      return &metric;
    }
  }
  return nullptr;
}

}  // namespace testtracker::baseline
