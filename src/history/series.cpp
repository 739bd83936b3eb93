#include "history/series.hpp"

#include "base/name_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace testtracker::history {
namespace {

class Collector {
 public:
  Collector(const baseline::RunHistory& history, const std::vector<std::string>& patterns)
      : history_(history), patterns_(patterns) {}

  std::vector<Series> collect() {
    for (run_ = 0; run_ < history_.runs.size(); ++run_) {
      for (const auto& test : history_.runs[run_].tests) {
        if (!std::isnan(test.duration_ms)) {
          add(Quantity::duration, test.key, test.key, "ms", baseline::Worse::higher,
              test.duration_ms);
        }
      }
      for (const auto& metric : history_.runs[run_].metrics) {
        add(Quantity::metric, metric.key, metric.test == 0 ? metric.key : metric.test,
            history_.texts[metric.unit], metric.worse, metric.value);
      }
    }
    std::vector<Series> all;
    for (auto& [place, series] : series_) {
      all.push_back(std::move(series));
    }
    return all;
  }

 private:
  void add(Quantity quantity, baseline::TextId key, baseline::TextId test, const std::string& unit,
           baseline::Worse worse, double value) {
    const std::string& name = history_.texts[key];
    if (!is_wanted(name, patterns_) && !is_wanted(history_.texts[test], patterns_)) {
      return;
    }
    Series& series = series_[{name, quantity}];
    if (!std::isfinite(value)) {
      ++series.not_finite;
      return;
    }
    if (!series.values.empty() && series.unit != unit) {
      series.other_unit += series.values.size();
      series.runs.clear();
      series.values.clear();
    }
    if (!series.runs.empty() && series.runs.back() == run_) {
      return;  // one value per run
    }
    series.key = key;
    series.quantity = quantity;
    series.unit = unit;
    series.worse = worse;
    series.runs.push_back(run_);
    series.values.push_back(value);
  }

  const baseline::RunHistory& history_;
  const std::vector<std::string>& patterns_;
  std::size_t run_ = 0;
  std::map<std::pair<std::string_view, Quantity>, Series> series_;
};

}  // namespace

bool is_wanted(std::string_view key, const std::vector<std::string>& patterns) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
           return pattern.find_first_of("*?") == std::string::npos
                      ? key.find(pattern) != std::string_view::npos
                      : fits_pattern(pattern, key);
         });
}

std::vector<Series> series_of(const baseline::RunHistory& history,
                              const std::vector<std::string>& patterns) {
  return Collector(history, patterns).collect();
}

}  // namespace testtracker::history
