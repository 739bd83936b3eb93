#include "judge/gate.hpp"

#include "judge/judging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace testtracker::judge {
namespace {

using baseline::RunRecord;

constexpr std::size_t k_least_runs = 3;
constexpr std::size_t k_most_examples = 3;
/// When nearly everything fails, it is the machine: a full disk, a missing license, no network.
constexpr double k_infrastructure = 0.8;
constexpr std::size_t k_least_tests_for_infrastructure = 5;

RunLabel label_of(const RunRecord& run) {
  return {run.name, run.url, run.commit, run.branch, run.platform, run.session};
}

std::vector<RunIndex> index_all(const std::vector<const RunRecord*>& runs, std::size_t texts) {
  std::vector<RunIndex> indices;
  indices.reserve(runs.size());
  for (const auto* const run : runs) {
    indices.emplace_back(*run, texts);
  }
  return indices;
}

bool has_results(const RunRecord& run) {
  return !run.tests.empty() || !run.metrics.empty();
}

void describe_runs(const GateInput& input, const GateOptions& options, GateReport& report) {
  report.run = label_of(*input.run);
  report.baseline_branch = options.baseline_branch;
  report.baseline_runs = input.baseline.size();
  if (!input.baseline.empty()) {
    report.baseline_first = label_of(*input.baseline.front());
    report.baseline_last = label_of(*input.baseline.back());
  }
  if (input.reference != nullptr) {
    report.reference = label_of(*input.reference);
  }
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// Why this run cannot be judged at all; empty when it can.
std::string obstacle(const GateInput& input, const GateReport& report) {
  const auto& branch = report.baseline_branch;
  if (!has_results(*input.run)) {
    return fmt::format("the run {} has neither tests nor metrics", report.run.name);
  }
  if (report.baseline_runs < k_least_runs) {
    return fmt::format("there {} {} of {} on {} to compare with, and {} are needed",
                       report.baseline_runs == 1 ? "is" : "are",
                       counted(report.baseline_runs, "run", "runs"), branch,
                       report.run.platform.empty() ? "an unknown platform" : report.run.platform,
                       k_least_runs);
  }
  const auto failed = static_cast<double>(report.failed_tests);
  if (report.tests >= k_least_tests_for_infrastructure &&
      failed >= k_infrastructure * static_cast<double>(report.tests)) {
    return fmt::format(
        "{} of {} tests failed, which looks like a broken machine and not like a "
        "change of the code; repair it and run the tests again",
        report.failed_tests, report.tests);
  }
  return {};
}

void excuse_quarantined(const GateOptions& options, GateReport& report) {
  for (auto& finding : report.findings) {
    const auto* const entry =
        finding.weight == Weight::regression || finding.finding == Finding::flaky
            ? options.quarantine.find(finding.test.empty() ? finding.key : finding.test,
                                      options.today)
            : nullptr;
    if (entry != nullptr) {
      finding.weight = Weight::quarantined;
      finding.why += fmt::format("; in quarantine until {}{}", day_text(entry->last_day),
                                 entry->reason.empty() ? "" : ": " + entry->reason);
    }
  }
  for (const auto& entry : options.quarantine.expired(options.today)) {
    report.notices.push_back(fmt::format("the quarantine of {} ended on {}: it counts again",
                                         entry.pattern, day_text(entry.last_day)));
  }
}

/// Of the tests behind the findings: one walk for all.
void add_places(const GateInput& input, GateReport& report) {
  std::unordered_map<std::string_view, const baseline::TestRecord*> tests;
  for (const auto& test : input.run->tests) {
    tests.emplace((*input.texts)[test.key], &test);
  }
  for (auto& finding : report.findings) {
    const auto test = tests.find(finding.test);
    if (test != tests.end()) {
      finding.file = (*input.texts)[test->second->file];
      finding.line = test->second->line;
    }
  }
}

std::string regressions_text(const GateReport& report) {
  std::string text;
  for (const auto finding :
       {Finding::new_failure, Finding::recurring_failure, Finding::slower, Finding::metric_worse,
        Finding::slower_than_reference, Finding::metric_worse_than_reference, Finding::flaky}) {
    const auto found =
        std::count_if(report.findings.begin(), report.findings.end(), [&](const GateFinding& one) {
          return one.weight == Weight::regression && one.finding == finding;
        });
    if (found > 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", found, to_string(finding));
    }
  }
  return text;
}

void conclude(GateReport& report) {
  const auto regressions = count(report, Weight::regression);
  const auto warnings = count(report, Weight::warning);
  report.verdict = regressions > 0 ? GateVerdict::regression : GateVerdict::clean;
  report.sentence = regressions > 0 ? fmt::format("worse than {}: {}", report.baseline_branch,
                                                  regressions_text(report))
                                    : fmt::format("not worse than {}", report.baseline_branch);
  if (warnings > 0) {
    report.sentence += ", " + counted(warnings, "warning", "warnings");
  }
}

void sort_findings(GateReport& report) {
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const GateFinding& a, const GateFinding& b) {
                     return std::tie(a.weight, a.finding, a.key) <
                            std::tie(b.weight, b.finding, b.key);
                   });
}

}  // namespace

RunIndex::RunIndex(const RunRecord& run, std::size_t texts)
    : run_(&run), tests_(texts), metrics_(run.metrics.empty() ? 0 : texts) {
  for (std::size_t i = 0; i < run.tests.size(); ++i) {
    tests_[run.tests[i].key] = static_cast<std::uint32_t>(i + 1);
  }
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    metrics_[run.metrics[i].key] = static_cast<std::uint32_t>(i + 1);
  }
}

void Judging::leave_out(const std::string& reason, const std::string& key) {
  auto& group = not_judged[reason];
  group.reason = reason;
  ++group.count;
  if (group.examples.size() < k_most_examples) {
    group.examples.push_back(key);
  }
}

GateReport judge_run(const GateInput& input, const GateOptions& options) {
  GateReport report;
  describe_runs(input, options, report);
  const auto texts = input.texts->size();
  Judging judging{input,
                  options,
                  RunIndex(*input.run, texts),
                  index_all(input.baseline, texts),
                  index_all(input.same_commit, texts),
                  {},
                  report,
                  {}};
  if (input.reference != nullptr) {
    judging.reference.emplace_back(*input.reference, texts);
  }
  judge_statuses(judging);
  judge_numbers(judging);
  for (auto& [reason, group] : judging.not_judged) {
    report.not_judged.push_back(std::move(group));
  }
  excuse_quarantined(options, report);
  if (!report.findings.empty()) {
    add_places(input, report);
  }
  conclude(report);
  if (auto why = obstacle(input, report); !why.empty()) {
    report.verdict = GateVerdict::cannot_judge;
    report.sentence = "cannot judge: " + why;
    report.findings.clear();
    report.not_judged.clear();
    report.judged_tests = report.judged_series = 0;
  }
  sort_findings(report);
  return report;
}

GateInput gate_input(const baseline::RunHistory& history, std::size_t run,
                     const std::string& branch) {
  const auto& judged = history.runs[run];
  const auto& commit = judged.clean_commit();
  GateInput input;
  input.texts = &history.texts;
  input.run = &judged;
  for (std::size_t i = 0; i < history.runs.size(); ++i) {
    const auto& other = history.runs[i];
    if (i == run || other.platform != judged.platform) {
      continue;
    }
    const bool is_later = judged.branch == branch && i > run;
    if (!commit.empty() && other.clean_commit() == commit) {
      input.same_commit.push_back(&other);
    } else if (other.branch == branch && !is_later) {
      input.baseline.push_back(&other);
    }
  }
  return input;
}

bool may_be_noise(const GateFinding& finding) {
  const bool is_bad = finding.weight == Weight::regression || finding.weight == Weight::warning;
  switch (finding.finding) {
    case Finding::new_failure:
    case Finding::recurring_failure:
    case Finding::slower:
    case Finding::metric_worse:
    case Finding::slower_than_reference:
    case Finding::metric_worse_than_reference:
      return is_bad && !finding.is_confirmed;
    default:
      return false;
  }
}

bool wants_second_run(const GateReport& report) {
  return std::any_of(report.findings.begin(), report.findings.end(), may_be_noise);
}

}  // namespace testtracker::judge
