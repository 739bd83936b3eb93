#pragma once

// Histories for tests, run by run.

#include "baseline/run_record.hpp"

#include <cstdint>
#include <random>
#include <string>

namespace testtracker::history {

/// Values around a level, the same on every machine.
class Chance {
 public:
  double around(double level, double deviation) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += static_cast<double>(engine_() >> 11) / 9007199254740992.0;
    }
    return level + deviation * sum;
  }

 private:
  std::mt19937_64 engine_{7};
};

class MadeHistory {
 public:
  /// Begins the next run; its commit is its number, repeated.
  MadeHistory& run() {
    baseline::RunRecord run;
    const auto number = static_cast<std::int64_t>(history.runs.size()) + 1;
    run.id = "run" + std::to_string(number);
    run.commit = std::string(38, 'a') + (number < 10 ? "0" : "") + std::to_string(number);
    run.name = "#" + std::to_string(number);
    run.branch = "main";
    run.series = "suite/main/linux";
    run.platform = "linux";
    run.build = number;
    run.repository = "https://github.com/example/project.git";
    history.runs.push_back(run);
    return *this;
  }

  MadeHistory& passed(const std::string& key, double duration_ms = baseline::k_no_value) {
    return test(key, Status::passed, 1, 0, duration_ms, "");
  }
  MadeHistory& failed(const std::string& key, const std::string& message = "x.cpp:1 no") {
    return test(key, Status::failed, 0, 1, baseline::k_no_value, message);
  }
  MadeHistory& retried(const std::string& key, const std::string& message = "x.cpp:1 no") {
    test(key, Status::passed, 1, 1, baseline::k_no_value,
         "flaky, 1 of 2 attempts failed: " + message);
    history.runs.back().tests.back().is_flaky = true;
    return *this;
  }
  MadeHistory& metric(const std::string& key, double value, const std::string& unit = "",
                      baseline::Worse worse = baseline::Worse::undeclared) {
    baseline::MetricRecord metric;
    metric.key = history.texts.intern(key);
    metric.unit = history.texts.intern(unit);
    metric.worse = worse;
    metric.value = value;
    history.runs.back().metrics.push_back(metric);
    return *this;
  }

  [[nodiscard]] const std::string& name(baseline::TextId id) const { return history.texts[id]; }

  baseline::RunHistory history;

 private:
  MadeHistory& test(const std::string& key, Status status, std::uint16_t passes,
                    std::uint16_t failures, double duration_ms, const std::string& message) {
    baseline::TestRecord test;
    test.key = history.texts.intern(key);
    test.message = history.texts.intern(message);
    test.status = status;
    test.passes = passes;
    test.failures = failures;
    test.duration_ms = duration_ms;
    history.runs.back().tests.push_back(test);
    return *this;
  }
};

}  // namespace testtracker::history
