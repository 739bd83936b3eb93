#include "insight/deviation.hpp"
#include "insight/rank_tests.hpp"
#include "judge/judging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace testtracker::judge {
namespace {

using baseline::MetricRecord;
using baseline::TextId;
using baseline::Worse;
using insight::Band;
using insight::Deviation;

constexpr std::size_t k_least_runs = 8;
constexpr std::size_t k_most_recent = 20;

/// One number over runs, and this run's.
struct Series {
  std::string key;
  std::string test;
  std::string unit;
  bool is_duration = false;
  Worse worse = Worse::undeclared;
  double now = 0;
  double cases = 0;
  std::vector<double> baseline;     ///< oldest first, finite, of the same unit
  std::vector<double> same_commit;  ///< finite
  std::optional<double> reference;
  const LevelStart* level = nullptr;  ///< that was accepted; may be null
};

std::vector<double> last_of(std::vector<double> newest_first) {
  std::reverse(newest_first.begin(), newest_first.end());
  return newest_first;
}

void take_level(const Judging& judging, Series& series) {
  const auto found = judging.input.levels.find(series.key);
  series.level = found == judging.input.levels.end() ? nullptr : &found->second;
}

/// The end of a walk from the newest run of the baseline back to the accepted level's first.
auto oldest_of_level(const Judging& judging, const Series& series) {
  const std::size_t first = series.level == nullptr ? 0 : series.level->first;
  return judging.baseline.rend() - static_cast<std::ptrdiff_t>(first);
}

bool fits_reference(const Judging& judging, const Series& series) {
  return !judging.reference.empty() &&
         (series.level == nullptr || !series.level->is_reference_older);
}

Series duration_series(const Judging& judging, const baseline::TestRecord& test) {
  Series series;
  series.key = series.test = judging.text(test.key);
  series.unit = "ms";
  series.is_duration = true;
  series.worse = Worse::higher;
  series.now = test.duration_ms;
  take_level(judging, series);
  const auto value_in = [&](const RunIndex& index) {
    const auto* const record = index.test(test.key);
    return record == nullptr ? baseline::k_no_value : record->duration_ms;
  };
  const auto oldest = oldest_of_level(judging, series);
  for (auto index = judging.baseline.rbegin();
       index != oldest && series.baseline.size() < judging.options.most_runs; ++index) {
    if (const double value = value_in(*index); std::isfinite(value)) {
      series.baseline.push_back(value);
    }
  }
  series.baseline = last_of(std::move(series.baseline));
  for (const auto& index : judging.same_commit) {
    if (const double value = value_in(index); std::isfinite(value)) {
      series.same_commit.push_back(value);
    }
  }
  if (fits_reference(judging, series) && std::isfinite(value_in(judging.reference.front()))) {
    series.reference = value_in(judging.reference.front());
  }
  return series;
}

/// A unit that nobody declared fits to every other.
bool is_same_unit(const MetricRecord& a, const MetricRecord& b) {
  return a.unit == 0 || b.unit == 0 || a.unit == b.unit;
}

void take_meaning(const Judging& judging, const MetricRecord& metric, Series& series) {
  if (series.worse == Worse::undeclared) {
    series.worse = metric.worse;
  }
  if (series.unit.empty()) {
    series.unit = judging.text(metric.unit);
  }
}

/// What was declared last holds. `other_unit`: of the newest run that has another one.
Series metric_series(const Judging& judging, const MetricRecord& metric, std::string& other_unit) {
  Series series;
  series.key = judging.text(metric.key);
  series.test = judging.text(metric.test);
  series.now = metric.value;
  series.cases = metric.cases;
  take_level(judging, series);
  take_meaning(judging, metric, series);
  const auto usable = [&](const RunIndex& index) -> const MetricRecord* {
    const auto* const record = index.metric(metric.key);
    return record != nullptr && std::isfinite(record->value) ? record : nullptr;
  };
  const auto oldest = oldest_of_level(judging, series);
  for (auto index = judging.baseline.rbegin();
       index != oldest && series.baseline.size() < judging.options.most_runs; ++index) {
    const auto* const record = usable(*index);
    if (record == nullptr) {
      continue;
    }
    if (!is_same_unit(*record, metric)) {
      other_unit = other_unit.empty() ? judging.text(record->unit) : other_unit;
      continue;
    }
    take_meaning(judging, *record, series);
    series.baseline.push_back(record->value);
  }
  series.baseline = last_of(std::move(series.baseline));
  for (const auto& index : judging.same_commit) {
    if (const auto* const record = usable(index); record != nullptr) {
      series.same_commit.push_back(record->value);
    }
  }
  if (fits_reference(judging, series)) {
    const auto* const record = usable(judging.reference.front());
    if (record != nullptr && is_same_unit(*record, metric)) {
      series.reference = record->value;
    }
  }
  return series;
}

double clipped(double proportion) {
  return std::clamp(proportion, 0.0, 1.0);
}

/// A proportion of 1 has no error by itself; that of the new value counts as well.
double proportion_floor(const Series& series, double centre) {
  return !(series.cases > 0)
             ? 0
             : std::max(insight::proportion_floor(clipped(centre), series.cases),
                        insight::proportion_floor(clipped(series.now), series.cases));
}

insight::BandOptions band_options(const Series& series, const GateOptions& options) {
  insight::BandOptions band;
  band.most_runs = options.most_runs;
  band.least_runs = k_least_runs;
  band.relative_floor = series.is_duration ? options.duration_floor : options.metric_floor;
  band.absolute_floor = series.is_duration
                            ? options.duration_floor_ms
                            : proportion_floor(series, insight::median(series.baseline));
  return band;
}

insight::Worse worse_of(const Series& series) {
  switch (series.worse) {
    case Worse::higher:
      return insight::Worse::higher;
    case Worse::lower:
      return insight::Worse::lower;
    case Worse::undeclared:
      break;
  }
  return insight::Worse::undeclared;
}

Finding finding_of(const Series& series, Deviation deviation, bool is_reference) {
  if (deviation == Deviation::worse && is_reference) {
    return series.is_duration ? Finding::slower_than_reference
                              : Finding::metric_worse_than_reference;
  }
  switch (deviation) {
    case Deviation::worse:
      return series.is_duration ? Finding::slower : Finding::metric_worse;
    case Deviation::better:
      return series.is_duration ? Finding::faster : Finding::metric_better;
    default:
      return Finding::metric_changed;
  }
}

enum class Second { none, agrees, disagrees };

Second second_of(const Series& series, const Band& band, Deviation deviation) {
  if (series.same_commit.empty()) {
    return Second::none;
  }
  const bool agrees =
      std::any_of(series.same_commit.begin(), series.same_commit.end(), [&](double value) {
        return insight::deviation_of(value, band, worse_of(series)) == deviation;
      });
  return agrees ? Second::agrees : Second::disagrees;
}

std::string second_text(Second second) {
  switch (second) {
    case Second::agrees:
      return "another run of this commit agrees: confirmed";
    case Second::disagrees:
      return "another run of this commit is inside: noise";
    case Second::none:
      break;
  }
  return "seen in one run: unconfirmed";
}

Weight weight_of(const Series& series, Deviation deviation, Second second,
                 const GateOptions& options) {
  if (deviation != Deviation::worse || second == Second::disagrees) {
    return Weight::notice;
  }
  const bool counts = series.is_duration ? options.fail_on.slower : options.fail_on.metric;
  return counts && (second == Second::agrees || options.strict) ? Weight::regression
                                                                : Weight::warning;
}

std::string commit_text(const LevelStart& level) {
  constexpr std::size_t k_digits = 8;
  return level.commit.substr(0, k_digits);
}

/// Of a level that may explain the finding, if only somebody knew where it begins.
std::string level_text(const Series& series) {
  return series.level == nullptr || series.level->is_known
             ? std::string()
             : fmt::format(
                   "; its level was accepted at {}, of which neither a run nor git knows "
                   "here: fetch the whole history",
                   commit_text(*series.level));
}

std::string too_few_text(const Series& series, const GateOptions& options) {
  const bool is_new_level = series.level != nullptr && series.level->first > 0;
  return is_new_level ? fmt::format("level accepted at {}, {} run{} of {} since",
                                    commit_text(*series.level), series.baseline.size(),
                                    series.baseline.size() == 1 ? "" : "s", options.baseline_branch)
                      : fmt::format("fewer than {} runs of {} have a value", k_least_runs,
                                    options.baseline_branch);
}

void add_finding(Judging& judging, const Series& series, const Band& band, Deviation deviation,
                 bool is_reference) {
  const auto second = second_of(series, band, deviation);
  GateFinding finding;
  finding.finding = finding_of(series, deviation, is_reference);
  finding.weight = weight_of(series, deviation, second, judging.options);
  finding.key = series.key;
  finding.test = series.test;
  finding.unit = series.unit;
  finding.is_confirmed = second == Second::agrees;
  finding.before = band.centre;
  finding.after = series.now;
  finding.low = band.low;
  finding.high = band.high;
  finding.runs = series.baseline.size();
  finding.why = second_text(second) + level_text(series);
  const auto kept = std::min(series.baseline.size(), k_most_recent);
  finding.recent.assign(series.baseline.end() - static_cast<std::ptrdiff_t>(kept),
                        series.baseline.end());
  finding.recent.push_back(series.now);
  judging.report.findings.push_back(std::move(finding));
}

void judge_series(Judging& judging, const Series& series) {
  if (!std::isfinite(series.now)) {
    judging.leave_out("this run's value is not a finite number", series.key);
    return;
  }
  if (series.baseline.size() < k_least_runs) {
    judging.leave_out(too_few_text(series, judging.options), series.key);
    return;
  }
  const auto band = insight::band_of(series.baseline, band_options(series, judging.options));
  ++judging.report.judged_series;
  const auto deviation = insight::deviation_of(series.now, *band, worse_of(series));
  if (deviation != Deviation::none) {
    add_finding(judging, series, *band, deviation, false);
  }
  if (!series.reference || deviation == Deviation::worse) {
    return;
  }
  // As wide as the baseline's noise, around the reference.
  const auto reference = insight::band_around(
      *series.reference, *band,
      series.is_duration ? judging.options.duration_floor : judging.options.metric_floor);
  if (insight::deviation_of(series.now, reference, worse_of(series)) == Deviation::worse) {
    add_finding(judging, series, reference, Deviation::worse, true);
  }
}

void judge_metric(Judging& judging, const MetricRecord& metric) {
  std::string other_unit;
  const auto series = metric_series(judging, metric, other_unit);
  if (!other_unit.empty()) {
    GateFinding finding;
    finding.finding = Finding::unit_changed;
    finding.weight = Weight::warning;
    finding.key = series.key;
    finding.test = series.test;
    finding.why = fmt::format("its unit was {} and is {}: only values in {} are compared",
                              other_unit, series.unit, series.unit);
    judging.report.findings.push_back(std::move(finding));
  }
  judge_series(judging, series);
}

}  // namespace

void judge_numbers(Judging& judging) {
  for (const auto& test : judging.run.run().tests) {
    if (std::isfinite(test.duration_ms)) {
      judge_series(judging, duration_series(judging, test));
    }
  }
  for (const auto& metric : judging.run.run().metrics) {
    judge_metric(judging, metric);
  }
}

}  // namespace testtracker::judge
