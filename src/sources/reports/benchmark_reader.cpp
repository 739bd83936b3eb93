#include "sources/reports/benchmark_reader.hpp"

#include "sources/reports/declared_metrics.hpp"
#include "sources/reports/json_fields.hpp"
#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace testtracker::sources {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 8> k_bookkeeping = {
    "family_index", "per_family_instance_index",
    "repetitions",  "repetition_index",
    "threads",      "iterations",
    "real_time",    "cpu_time"};

double nanoseconds_per(const std::string& unit) {
  return unit == "us" ? 1e3 : unit == "ms" ? 1e6 : unit == "s" ? 1e9 : 1;
}

void set_metric(ReportedTest& test, const std::string& name, double value) {
  const auto same = std::find_if(test.metrics.begin(), test.metrics.end(),
                                 [&](const MetricReported& known) { return known.name == name; });
  if (same == test.metrics.end()) {
    test.metrics.push_back({0, name, value});
  } else {
    same->value = value;
  }
}

/// A middle of several repetitions means what one of them means; a deviation or somebody's own
/// statistic has no good side.
bool is_middle(std::string_view aggregate) {
  return aggregate.empty() || aggregate == "mean" || aggregate == "median";
}

/// Counters that Google Benchmark itself makes and defines (SetItemsProcessed, SetBytesProcessed).
std::string_view unit_of_rate(std::string_view counter) {
  return counter == "items_per_second"   ? "items/s"
         : counter == "bytes_per_second" ? "bytes/s"
                                         : std::string_view();
}

// `copy/real_time_ns`, of aggregates `copy/real_time_ns_mean`; counters under their own names.
class EntryMetrics {
 public:
  EntryMetrics(ReportedTest& test, const Json& entry)
      : test_(test),
        entry_(entry),
        aggregate_(text_of(entry, "aggregate_name")),
        behind_(aggregate_.empty() ? std::string() : "_" + aggregate_),
        is_share_(text_of(entry, "aggregate_unit") == "percentage") {}

  void add_time(const std::string& time) {
    if (!member(entry_, time.c_str()).is_number()) {
      return;
    }
    const double factor = is_share_ ? 1 : nanoseconds_per(text_of(entry_, "time_unit"));
    const auto name = time + (is_share_ ? "" : "_ns") + behind_;
    set_metric(test_, name, number_of(entry_, time.c_str()) * factor);
    declare(name, "higher", "ns");
  }
  void add_counter(const std::string& counter, double value) {
    set_metric(test_, counter + behind_, value);
    if (const auto unit = unit_of_rate(counter); !unit.empty()) {
      declare(counter + behind_, "lower", unit);
    }
  }

 private:
  void declare(const std::string& name, std::string_view worse, std::string_view unit) {
    if (!is_share_) {
      declare_metric(test_, name, is_middle(aggregate_) ? worse : std::string_view(), unit);
    }
  }

  ReportedTest& test_;
  const Json& entry_;
  std::string aggregate_;
  std::string behind_;
  bool is_share_;
};

void add_metrics(ReportedTest& test, const Json& entry) {
  EntryMetrics metrics(test, entry);
  metrics.add_time("real_time");
  metrics.add_time("cpu_time");
  for (const auto& [name, value] : entry.items()) {
    if (value.is_number() &&
        std::find(k_bookkeeping.begin(), k_bookkeeping.end(), name) == k_bookkeeping.end()) {
      metrics.add_counter(name, value.get<double>());
    }
  }
}

}  // namespace

bool BenchmarkReader::wants(const JsonPath& path) const {
  return path == JsonPath{"benchmarks", "*"};
}

void BenchmarkReader::value(const JsonPath& path, Json& value) {
  if (path.size() == 2 && path[0] == "context") {
    take_context(path[1], value);
  } else if (wants(path) && value.is_object()) {
    take_benchmark(value);
  }
}

void BenchmarkReader::take_context(const std::string& name, const Json& value) {
  if (name == "executable" && value.is_string()) {
    const auto path = value.get<std::string>();
    program_.name = path.substr(path.find_last_of("/\\") + 1);
  } else if (name == "host_name" && value.is_string()) {
    program_.host = value.get<std::string>();
  } else if (name == "date" && value.is_string()) {
    program_.started = wall_time(value.get<std::string>());
  } else if (name == "library_build_type" && value.is_string()) {
    params_.push_back({0, "benchmark_library", value.get<std::string>()});
  } else if (name == "cpu_scaling_enabled" && value.is_boolean()) {
    params_.push_back({0, "cpu_scaling", value.get<bool>() ? "on" : "off"});
  }
}

ReportedTest& BenchmarkReader::test_of(const std::string& name) {
  const auto [place, is_new] = index_.emplace(name, tests_.size());
  if (is_new) {
    tests_.emplace_back();
    tests_.back().name = name;
  }
  return tests_[place->second];
}

void BenchmarkReader::take_benchmark(const Json& entry) {
  const auto run_name = text_of(entry, "run_name");
  auto& test = test_of(run_name.empty() ? text_of(entry, "name") : run_name);
  if (member(entry, "error_occurred") == true) {
    FailureReported failure;
    failure.text = text_of(entry, "error_message");
    test.attempt.status = Status::failed;
    test.attempt.failures.push_back(std::move(failure));
    return;
  }
  if (text_of(entry, "run_type") != "aggregate") {
    const double each =
        number_of(entry, "real_time") * nanoseconds_per(text_of(entry, "time_unit"));
    auto& duration = test.attempt.duration;
    duration = std::max(duration, std::chrono::nanoseconds::zero());
    duration += seconds(each * number_of(entry, "iterations") / 1e9);
  }
  add_metrics(test, entry);
}

void BenchmarkReader::finish() {
  if (tests_.empty()) {
    return;
  }
  program_.name = origin_.name(program_.name);
  program_.framework = "google-benchmark";
  sink_.program(program_);
  for (const auto& param : params_) {
    sink_.param(param);
  }
  for (auto& test : tests_) {
    test.suite = program_.name;
    sink_.test(test);
  }
  tests_.clear();
  index_.clear();
}

}  // namespace testtracker::sources
