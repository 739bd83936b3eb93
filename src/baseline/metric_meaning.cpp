#include "baseline/metric_meaning.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace testtracker::baseline {
namespace {

constexpr std::string_view k_worse_end = ".worse";
constexpr std::string_view k_unit_end = ".unit";
constexpr std::string_view k_cases_end = ".cases";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

MetricRecord* find_metric(std::string_view key, Texts& texts, RunRecord& run) {
  const auto id = texts.intern(key);
  const auto found = std::find_if(run.metrics.begin(), run.metrics.end(),
                                  [&](const MetricRecord& metric) { return metric.key == id; });
  return found == run.metrics.end() ? nullptr : &*found;
}

double cases_of(std::string_view value) {
  double cases = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), cases);
  const bool is_number = problem == std::errc() && end == value.data() + value.size();
  return is_number && std::isfinite(cases) && cases > 0 ? cases : 0;
}

}  // namespace

void declare(std::string_view key, std::string_view value, Texts& texts, RunRecord& run) {
  for (const auto end : {k_worse_end, k_unit_end, k_cases_end}) {
    auto* const metric = ends_with(key, end)
                             ? find_metric(key.substr(0, key.size() - end.size()), texts, run)
                             : nullptr;
    if (metric == nullptr) {
      continue;
    }
    if (end == k_unit_end) {
      metric->unit = texts.intern(value);
    } else if (end == k_cases_end) {
      metric->cases = cases_of(value);
    } else {
      metric->worse = value == "higher"  ? Worse::higher
                      : value == "lower" ? Worse::lower
                                         : Worse::undeclared;
    }
  }
}

}  // namespace testtracker::baseline
