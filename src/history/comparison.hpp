#pragma once

// Two runs beside each other: what broke, what was mended, what is slower or faster beyond noise,
// which tests came and went, and what of the place changed. Plain data; comparison_text shows it.
// docs/history.md, "compare".

#include "baseline/run_record.hpp"
#include "history/series.hpp"

#include <testtracker/status.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::history {

/// A fact of the place that differs: compiler, system, machine …
struct EnvironmentChange {
  std::string name;
  std::string before;  ///< empty = unknown
  std::string after;
};

/// A test whose verdict differs, or that only one of the runs has.
struct TestChange {
  baseline::TextId key = 0;
  Status before = Status::passed;
  Status after = Status::passed;
  baseline::TextId message = 0;  ///< of the failure
};

struct ValueChange {
  baseline::TextId key = 0;
  Quantity quantity = Quantity::duration;
  std::string unit;
  baseline::Worse worse = baseline::Worse::undeclared;
  double before = 0;
  double after = 0;
  bool is_noise_known = false;  ///< at least 8 earlier runs say how much it varies
};

struct Comparison {
  std::vector<EnvironmentChange> environment;
  std::vector<TestChange> new_failures;
  std::vector<TestChange> fixed;
  std::vector<TestChange> added;
  std::vector<TestChange> removed;
  std::vector<ValueChange> worse;    ///< the largest ratio first
  std::vector<ValueChange> better;   ///< likewise
  std::vector<ValueChange> changed;  ///< metrics without a declared direction
  std::size_t still_failing = 0;
  std::size_t common = 0;   ///< tests that both runs have
  std::size_t timed = 0;    ///< of them with durations of 5 ms and more
  double median_ratio = 1;  ///< of these durations, after ÷ before
  double moved_share = 0;   ///< of these, how many moved as the median did, by 5 % and more
  bool environment_explains = false;  ///< the place changed and most durations moved with it
  bool is_complete = true;  ///< false: one of the runs has no archive, so that tests may be missing
};

/// `base` and `head` are runs of `history`; up to 20 runs of base's series, base the last of them,
/// tell the noise. Requires: the runs are in order.
[[nodiscard]] Comparison compare_runs(const baseline::RunHistory& history, std::size_t base,
                                      std::size_t head);

}  // namespace testtracker::history
