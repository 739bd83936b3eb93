#include "baseline/metric_meaning.hpp"

#include "base/name_pattern.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace testtracker::baseline {
namespace {

constexpr std::string_view k_worse_end = ".worse";
constexpr std::string_view k_unit_end = ".unit";
constexpr std::string_view k_cases_end = ".cases";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

/// From the back: params follow the metrics of their test.
MetricRecord* find_metric(std::string_view key, Texts& texts, RunRecord& run) {
  const auto id = texts.intern(key);
  const auto found = std::find_if(run.metrics.rbegin(), run.metrics.rend(),
                                  [&](const MetricRecord& metric) { return metric.key == id; });
  return found == run.metrics.rend() ? nullptr : &*found;
}

Worse worse_of(std::string_view word) {
  return word == "higher" ? Worse::higher : word == "lower" ? Worse::lower : Worse::undeclared;
}

bool is_about(const settings::MetricRule& rule, std::string_view key) {
  return fits_pattern(rule.name, key) || fits_pattern(rule.name, key.substr(key.rfind('/') + 1));
}

/// Asks each key once: a history has it in every run.
class RuleFinder {
 public:
  RuleFinder(const std::vector<settings::MetricRule>& rules, const Texts& texts)
      : rules_(rules), texts_(texts) {}

  const settings::MetricRule* find(TextId key) {
    const auto [place, is_new] = found_.emplace(key, nullptr);
    const auto rule = is_new ? std::find_if(rules_.begin(), rules_.end(),
                                            [&](const settings::MetricRule& one) {
                                              return is_about(one, texts_[key]);
                                            })
                             : rules_.end();
    if (rule != rules_.end()) {
      place->second = &*rule;
    }
    return place->second;
  }

 private:
  const std::vector<settings::MetricRule>& rules_;
  const Texts& texts_;
  std::unordered_map<TextId, const settings::MetricRule*> found_;
};

void complete(MetricRecord& metric, const settings::MetricRule& rule, Texts& texts) {
  if (metric.worse == Worse::undeclared) {
    metric.worse = worse_of(rule.worse);
  }
  if (metric.unit == 0) {
    metric.unit = texts.intern(rule.unit);
  }
  if (!(metric.cases > 0)) {
    metric.cases = rule.cases;
  }
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
      metric->worse = worse_of(value);
    }
  }
}

void declare_by_rules(const std::vector<settings::MetricRule>& rules, Texts& texts,
                      std::vector<RunRecord>& runs) {
  if (rules.empty()) {
    return;
  }
  RuleFinder finder(rules, texts);
  for (auto& run : runs) {
    for (auto& metric : run.metrics) {
      if (const auto* const rule = finder.find(metric.key)) {
        complete(metric, *rule, texts);
      }
    }
  }
}

}  // namespace testtracker::baseline
