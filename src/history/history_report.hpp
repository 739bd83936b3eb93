#pragma once

// What changed on a branch, and since when: level changes and drifts of numbers, tests that began
// to fail and still do. Plain data; history_text, history_json and history_page show it. The rules
// are those of src/insight; docs/history.md says how they are put together.

#include "baseline/accepted_levels.hpp"
#include "baseline/level_start.hpp"
#include "history/reference_level.hpp"
#include "history/series.hpp"
#include "insight/drift.hpp"
#include "insight/level_history.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::history {

struct HistoryOptions {
  insight::Detector detector = insight::Detector::both;
  std::vector<std::string> patterns;  ///< keys of tests and metrics; none = all
  std::vector<baseline::AcceptedLevel> accepted;
  baseline::CommitFacts commits;       ///< what git knows of them
  double least_ms = 5;                 ///< durations that change by less are no finding
  std::optional<Reference> reference;  ///< every number is compared with it too
};

/// What a change means to a person. `changed`: nobody declared which direction is bad.
enum class Meaning { worse, better, changed };

/// One number and what became of it.
struct SeriesHistory {
  Series series;
  std::vector<insight::LevelChange> changes;  ///< oldest first; indexes into series.values
  std::optional<insight::Drift> drift;
  std::size_t accepted_from = 0;  ///< the level before this value is history; 0 = nothing accepted
  std::optional<ReferenceLevel> reference;  ///< what is known beside the pinned run

  [[nodiscard]] Meaning meaning_of(double before, double after) const;
  /// The number differs from what it was in the pinned run.
  [[nodiscard]] bool is_beyond_reference() const { return reference && reference->is_outside; }
};

/// A test that fails now and since when.
struct Breakage {
  baseline::TextId key = 0;
  std::size_t first_run = 0;  ///< index of the first run of the failures that go on to the end
  std::optional<std::size_t> last_good;  ///< the run before it in which the test passed
  std::size_t failures = 0;              ///< runs since then that failed
  baseline::TextId message = 0;          ///< of the last failure
};

struct HistoryReport {
  std::vector<SeriesHistory> series;   ///< all judged ones, in the order of their keys
  std::vector<Breakage> broken;        ///< in the order of their keys; without flaky tests
  std::size_t too_short = 0;           ///< series with fewer than 8 values: nothing was judged
  std::size_t not_finite = 0;          ///< values that are no numbers
  std::size_t other_unit = 0;          ///< values whose unit changed since
  std::optional<Reference> reference;  ///< the pinned run, when there is one
};

/// Requires: the runs are in order (run_order.hpp) and of one series.
[[nodiscard]] HistoryReport judge_history(const baseline::RunHistory& history,
                                          const HistoryOptions& options);

}  // namespace testtracker::history
