#pragma once

// What the outcome of a test in this run says beside the last runs of main: the words of a gate.
// Pure; docs/insight.md has the rules in prose.

#include "insight/flakiness.hpp"

#include <string_view>
#include <vector>

namespace testtracker::insight {

enum class StatusClass {
  passing,             ///< passes, as the last run of main did
  fixed,               ///< passes, and the last run of main failed
  new_failure,         ///< fails, and all looked-at runs of main passed
  recurring,           ///< fails, failed before on main too, and neither flaky nor still failing
  still_failing,       ///< fails, and so did at least the last two runs of main: not this change
  flaky,               ///< fails now and then without a change of code
  new_test,            ///< main never ran it
  missing_test,        ///< main's last runs have it, this run does not
  too_little_history,  ///< main ran it once or twice: nothing can be said
};

/// The word as reports spell it, for example `new-failure`.
[[nodiscard]] std::string_view to_string(StatusClass status) noexcept;

/// Judges `now` beside `main` (oldest first, only runs in which the test passed or failed; the last
/// 20 are looked at). `now` without passes and failures means that this run does not have the test.
[[nodiscard]] StatusClass classify(const std::vector<RunOutcome>& main, const RunOutcome& now);

/// True when the gate may call the failure certain: a new or recurring one that the same commit
/// showed at least twice and never passed.
[[nodiscard]] bool is_confirmed(StatusClass status, const RunOutcome& now) noexcept;

}  // namespace testtracker::insight
