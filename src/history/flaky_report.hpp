#pragma once

// Which tests are flaky, how much, and since when. The measures are those of insight/flakiness.hpp
// (and docs/insight.md); here they get their runs, texts and order.

#include "baseline/run_record.hpp"
#include "insight/flakiness.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::history {

struct FlakyTest {
  baseline::TextId key = 0;
  insight::Flakiness flakiness;         ///< state, score, commits that disagree, probability
  std::size_t runs = 0;                 ///< in which it passed or failed
  std::size_t failed_runs = 0;          ///< in which at least one attempt failed
  std::size_t passed_on_retry = 0;      ///< runs with both outcomes
  std::size_t input_disagreements = 0;  ///< same commit, platform, compiler, build type and system
  std::size_t first_failure = 0;        ///< indexes into RunHistory::runs
  std::size_t last_failure = 0;
  std::size_t passes_since = 0;  ///< runs that only passed since the last failure
  std::string message;           ///< the most frequent text of a failure
  std::size_t message_count = 0;
  std::string marks;  ///< per run, oldest first: `P`, `F`, `R` passed on retry
};

struct FlakyReport {
  std::vector<FlakyTest> tests;  ///< flaky ones, the most likely to fail first, then broken ones
  std::vector<FlakyTest> recovered;  ///< failed in these runs, healthy now
  std::size_t judged = 0;
};

/// Requires: the runs are in order and of one series. `patterns` as in series_of.
[[nodiscard]] FlakyReport judge_flaky_tests(const baseline::RunHistory& history,
                                            const std::vector<std::string>& patterns);

/// `healthy`, `flaky`, `broken`.
[[nodiscard]] std::string word_of(insight::Health health);

}  // namespace testtracker::history
