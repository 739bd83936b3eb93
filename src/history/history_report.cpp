#include "history/history_report.hpp"

#include "history/outcomes.hpp"
#include "insight/drift_or_steps.hpp"
#include "insight/flakiness.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace testtracker::history {
namespace {

constexpr std::size_t k_least_values = 8;
/// Failing so often at the end is a breakage, whatever came before.
constexpr std::size_t k_broken_runs = 2;

insight::ChangeGates gates_for(const Series& series) {
  insight::ChangeGates gates;
  gates.min_relative = series.quantity == Quantity::duration ? 0.05 : 0.02;
  return gates;
}

/// Index of the run with which each accepted level begins, as far as it is known.
using LevelRuns = std::vector<std::optional<std::size_t>>;

LevelRuns level_runs(const baseline::RunHistory& history, const HistoryOptions& options) {
  std::vector<const baseline::RunRecord*> runs;
  runs.reserve(history.runs.size());
  for (const auto& run : history.runs) {
    runs.push_back(&run);
  }
  LevelRuns starts;
  starts.reserve(options.accepted.size());
  for (const auto& level : options.accepted) {
    starts.push_back(baseline::find_level_start(level, runs, options.commits));
  }
  return starts;
}

/// Position of the first value at the latest accepted level. A level without any value yet hides
/// what came before all the same.
std::size_t accepted_value(const baseline::RunHistory& history, const Series& series,
                           const HistoryOptions& options, const LevelRuns& starts) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (starts[i] && options.accepted[i].key == history.texts[series.key]) {
      const auto first = std::lower_bound(series.runs.begin(), series.runs.end(), *starts[i]);
      from = std::max(from, static_cast<std::size_t>(first - series.runs.begin()));
    }
  }
  return from;
}

/// Removes what is too small for a person to care about.
void drop_small_changes(SeriesHistory& one, double least_ms) {
  if (one.series.quantity != Quantity::duration) {
    return;
  }
  one.changes.erase(std::remove_if(one.changes.begin(), one.changes.end(),
                                   [&](const insight::LevelChange& change) {
                                     return std::fabs(change.after - change.before) < least_ms;
                                   }),
                    one.changes.end());
  if (one.drift && std::fabs(one.drift->total) < least_ms) {
    one.drift.reset();
  }
}

/// A level that was accepted after the pinned run is not compared with it: the change is wanted.
bool is_accepted_since(const baseline::RunHistory& history, const SeriesHistory& one,
                       const Reference& reference) {
  if (one.accepted_from == 0) {
    return false;
  }
  if (one.accepted_from == one.series.runs.size()) {
    return true;  // no run has a value at the new level yet
  }
  const auto first =
      history.runs.begin() + static_cast<std::ptrdiff_t>(one.series.runs[one.accepted_from]);
  return std::none_of(first, history.runs.end(),
                      [&](const baseline::RunRecord& run) { return run.id == reference.run.id; });
}

SeriesHistory judge(const baseline::RunHistory& history, Series series,
                    const HistoryOptions& options, const LevelRuns& starts) {
  SeriesHistory one;
  one.accepted_from = accepted_value(history, series, options, starts);
  const std::vector<double> values(
      series.values.begin() + static_cast<std::ptrdiff_t>(one.accepted_from), series.values.end());
  one.changes = insight::find_level_changes(values, options.detector, gates_for(series));
  one.drift = insight::find_drift_beside(values, one.changes);
  for (insight::LevelChange& change : one.changes) {
    change.index += one.accepted_from;
  }
  one.series = std::move(series);
  drop_small_changes(one, options.least_ms);
  if (options.reference && !is_accepted_since(history, one, *options.reference)) {
    one.reference =
        level_beside(*options.reference, history, one.series, one.changes, options.least_ms);
  }
  return one;
}

std::optional<Breakage> breakage_of(const baseline::RunHistory& history, const TestOutcomes& test) {
  const auto& outcomes = test.outcomes;
  std::size_t first = outcomes.size();
  while (first > 0 && outcomes[first - 1].test->failures > 0 &&
         outcomes[first - 1].test->passes == 0) {
    --first;
  }
  const std::size_t failures = outcomes.size() - first;
  // A test that left the suite is not broken.
  if (failures == 0 || outcomes.back().run + 1 != history.runs.size()) {
    return std::nullopt;
  }
  const auto judged = insight::judge_flakiness(judged_outcomes(history, test));
  if (failures < k_broken_runs && judged.health == insight::Health::flaky) {
    return std::nullopt;
  }
  Breakage broken;
  broken.key = test.key;
  broken.first_run = outcomes[first].run;
  if (first > 0) {
    broken.last_good = outcomes[first - 1].run;
  }
  broken.failures = failures;
  broken.message = outcomes.back().test->message;
  return broken;
}

}  // namespace

Meaning SeriesHistory::meaning_of(double before, double after) const {
  if (series.worse == baseline::Worse::undeclared) {
    return Meaning::changed;
  }
  return (after > before) == (series.worse == baseline::Worse::higher) ? Meaning::worse
                                                                       : Meaning::better;
}

HistoryReport judge_history(const baseline::RunHistory& history, const HistoryOptions& options) {
  HistoryReport report;
  report.reference = options.reference;
  const auto starts = level_runs(history, options);
  for (Series& series : series_of(history, options.patterns)) {
    report.not_finite += series.not_finite;
    report.other_unit += series.other_unit;
    if (series.values.size() < k_least_values) {
      ++report.too_short;
      continue;
    }
    report.series.push_back(judge(history, std::move(series), options, starts));
  }
  for (const TestOutcomes& test : outcomes_of(history, options.patterns)) {
    if (const auto broken = breakage_of(history, test)) {
      report.broken.push_back(*broken);
    }
  }
  return report;
}

}  // namespace testtracker::history
