#pragma once

// How each test ended in the runs of a history: what flakiness and breakages are judged from.

#include "baseline/run_record.hpp"
#include "insight/flakiness.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::history {

/// One run in which a test passed or failed.
struct Outcome {
  std::size_t run = 0;                         ///< index into RunHistory::runs
  const baseline::TestRecord* test = nullptr;  ///< of that run
};

/// A test's runs, oldest first; runs in which it neither passed nor failed are left out.
struct TestOutcomes {
  baseline::TextId key = 0;
  std::vector<Outcome> outcomes;
};

/// In the order of their keys. `history` must outlive the result. Requires: as for series_of.
[[nodiscard]] std::vector<TestOutcomes> outcomes_of(const baseline::RunHistory& history,
                                                    const std::vector<std::string>& patterns);

/// What insight judges from; the commit is empty where the tested files were not exactly those of
/// a commit.
[[nodiscard]] std::vector<insight::RunOutcome> judged_outcomes(const baseline::RunHistory& history,
                                                               const TestOutcomes& test);

/// The same, but "commit" stands for all inputs that are known: the commit, the platform, the
/// compiler, the build type, the operating system.
[[nodiscard]] std::vector<insight::RunOutcome> outcomes_by_inputs(
    const baseline::RunHistory& history, const TestOutcomes& test);

}  // namespace testtracker::history
