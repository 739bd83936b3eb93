#pragma once

// Runs for the tests of a gate, told by verbs: a main of some runs, then a run beside it.

#include "baseline/run_record.hpp"
#include "judge/gate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

namespace testtracker::judge {

using baseline::RunRecord;

class JudgedRuns : public testing::Test {
 protected:
  /// A run of its own commit on main.
  RunRecord& main() {
    auto& run = new_run("main");
    baseline_.push_back(&run);
    return run;
  }
  /// The run to judge; its first call makes it.
  RunRecord& now() {
    if (now_ == nullptr) {
      now_ = &new_run("topic");
    }
    return *now_;
  }
  /// Another run of the judged commit.
  RunRecord& again() {
    auto& run = new_run("topic");
    run.commit = now().commit;
    again_.push_back(&run);
    return run;
  }

  void test(RunRecord& run, const std::string& key, int passes, int failures = 0,
            double duration_ms = baseline::k_no_value) {
    baseline::TestRecord record;
    record.key = texts_.intern(key);
    record.passes = static_cast<std::uint16_t>(passes);
    record.failures = static_cast<std::uint16_t>(failures);
    record.status = failures > 0 ? Status::failed : Status::passed;
    record.message = texts_.intern(failures > 0 ? "a.cpp:1 broken" : "");
    record.duration_ms = passes > 0 ? duration_ms : baseline::k_no_value;
    run.tests.push_back(record);
  }
  void passes(RunRecord& run, const std::string& key, double duration_ms = baseline::k_no_value) {
    test(run, key, 1, 0, duration_ms);
  }
  void fails(RunRecord& run, const std::string& key) { test(run, key, 0, 1); }
  baseline::MetricRecord& metric(RunRecord& run, const std::string& key, double value) {
    baseline::MetricRecord record;
    record.key = texts_.intern(key);
    record.value = value;
    run.metrics.push_back(record);
    return run.metrics.back();
  }
  baseline::TextId unit(const std::string& unit) { return texts_.intern(unit); }

  GateReport judge() {
    GateInput input;
    input.texts = &texts_;
    input.run = &now();
    input.baseline = baseline_;
    input.same_commit = again_;
    input.reference = reference_;
    input.levels = level_starts(input, accepted_, commits_);
    return judge_run(input, options_);
  }
  /// The finding of that key; a default one with an empty key when there is none.
  static GateFinding of(const GateReport& report, const std::string& key) {
    const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                    [&](const GateFinding& finding) { return finding.key == key; });
    return found == report.findings.end() ? GateFinding{} : *found;
  }

  baseline::Texts texts_;
  GateOptions options_;
  const RunRecord* reference_ = nullptr;
  std::vector<baseline::AcceptedLevel> accepted_;
  baseline::CommitFacts commits_;

 private:
  RunRecord& new_run(const std::string& branch) {
    RunRecord run;
    const auto number = std::to_string(runs_.size() + 1);
    run.id = run.session = "s" + number;
    run.name = "#" + number;
    run.commit = "commit" + number;
    run.branch = branch;
    run.platform = "linux";
    run.series = "engine/" + branch + "/linux";
    return runs_.emplace_back(std::move(run));
  }

  std::deque<RunRecord> runs_;
  RunRecord* now_ = nullptr;
  std::vector<const RunRecord*> baseline_;
  std::vector<const RunRecord*> again_;
};

}  // namespace testtracker::judge
