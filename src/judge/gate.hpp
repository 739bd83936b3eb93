#pragma once

// Is this run worse than main? Puts a run beside the last runs of a branch and says what broke and
// what got slower. Pure: everything was loaded before (src/baseline). docs/gate.md is what a user
// reads of it, docs/insight.md has the rules and their error rates.

#include "baseline/run_record.hpp"
#include "judge/gate_report.hpp"
#include "judge/level_starts.hpp"
#include "judge/quarantine.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::judge {

/// What turns the verdict red.
struct FailOn {
  bool new_failure = true;
  bool slower = true;
  bool metric = true;
  bool flaky = false;
};

struct GateOptions {
  std::string baseline_branch = "main";
  FailOn fail_on;
  bool strict = false;  ///< a slowdown counts although no second run confirms it
  std::size_t most_runs = 20;
  double duration_floor = 0.1;    ///< of the median
  double duration_floor_ms = 50;  ///< absolute
  double metric_floor = 0.02;     ///< of the median
  Quarantine quarantine;
  Day today{};
};

/// Runs to judge by; all point into one history.
struct GateInput {
  const baseline::Texts* texts = nullptr;
  const baseline::RunRecord* run = nullptr;
  /// Of the baseline branch and the run's platform, oldest first; without the run itself, without
  /// other runs of its commit, without later ones.
  std::vector<const baseline::RunRecord*> baseline;
  /// Other runs of the run's very commit and series: they confirm, or contradict.
  std::vector<const baseline::RunRecord*> same_commit;
  const baseline::RunRecord* reference = nullptr;  ///< a release to compare with; may be null
  LevelStarts levels;                              ///< that the project accepted
};

/// Requires: texts and run.
[[nodiscard]] GateReport judge_run(const GateInput& input, const GateOptions& options);

/// Splits `history` (in order, see baseline::put_in_order) for the run at `run`: what came before
/// it on `branch` is the baseline. Other runs of its clean commit and its series are `same_commit`
/// whatever their branch.
[[nodiscard]] GateInput gate_input(const baseline::RunHistory& history, std::size_t run,
                                   const std::string& branch);

/// True for a failure or a slowdown that nothing confirms yet: another run of the same commit could
/// change what it weighs.
[[nodiscard]] bool may_be_noise(const GateFinding& finding);

/// True when there is such a finding.
[[nodiscard]] bool wants_second_run(const GateReport& report);

}  // namespace testtracker::judge
