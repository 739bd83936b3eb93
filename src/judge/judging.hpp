#pragma once

// What gate.cpp and its two halves (statuses, numbers) share. Private to src/judge.

#include "baseline/run_record.hpp"
#include "insight/flakiness.hpp"
#include "judge/gate.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace testtracker::judge {

/// Finds a run's tests and metrics by key, as fast as an array.
class RunIndex {
 public:
  RunIndex(const baseline::RunRecord& run, std::size_t texts);

  [[nodiscard]] const baseline::TestRecord* test(baseline::TextId key) const {
    return tests_[key] == 0 ? nullptr : &run_->tests[tests_[key] - 1];
  }
  [[nodiscard]] const baseline::MetricRecord* metric(baseline::TextId key) const {
    return metrics_.empty() || metrics_[key] == 0 ? nullptr : &run_->metrics[metrics_[key] - 1];
  }
  [[nodiscard]] const baseline::RunRecord& run() const noexcept { return *run_; }

 private:
  const baseline::RunRecord* run_;
  std::vector<std::uint32_t> tests_;    // key → position + 1
  std::vector<std::uint32_t> metrics_;  // empty when the run has none
};

/// One judgement under way.
struct Judging {
  const GateInput& input;
  const GateOptions& options;
  RunIndex run;
  std::vector<RunIndex> baseline;  ///< oldest first
  std::vector<RunIndex> same_commit;
  std::vector<RunIndex> reference;  ///< none or one
  GateReport& report;
  std::map<std::string, NotJudged> not_judged;  ///< by reason

  [[nodiscard]] const std::string& text(baseline::TextId id) const { return (*input.texts)[id]; }
  void leave_out(const std::string& reason, const std::string& key);
};

/// A run in which the test passed or failed, and what it showed.
struct OutcomeIn {
  const baseline::RunRecord* run = nullptr;
  insight::RunOutcome outcome;
};

/// Adds findings about statuses, with their weights but for the quarantine.
void judge_statuses(Judging& judging);

/// The same for durations and metrics.
void judge_numbers(Judging& judging);

}  // namespace testtracker::judge
