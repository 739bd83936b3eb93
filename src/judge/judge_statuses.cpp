#include "insight/status_class.hpp"
#include "judge/judging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace testtracker::judge {
namespace {

using baseline::TestRecord;
using baseline::TextId;
using insight::RunOutcome;
using insight::StatusClass;

constexpr std::size_t k_least_runs = 3;

RunOutcome outcome_of(const TestRecord& test, const baseline::RunRecord& run) {
  return {run.clean_commit(), test.passes, test.failures};
}

/// The last runs of the baseline in which it passed or failed, oldest first. What stands for a
/// failure outside of tests is there only when it failed: a run without it had none.
std::vector<OutcomeIn> history_of(const Judging& judging, const TestRecord& test) {
  std::vector<OutcomeIn> history;
  for (auto index = judging.baseline.rbegin();
       index != judging.baseline.rend() && history.size() < judging.options.most_runs; ++index) {
    const auto* const record = index->test(test.key);
    if (record != nullptr && record->passes + record->failures > 0) {
      history.push_back({&index->run(), outcome_of(*record, index->run())});
    } else if (record == nullptr && test.is_outside_tests && index->run().is_complete) {
      history.push_back({&index->run(), {index->run().clean_commit(), 1, 0}});
    }
  }
  std::reverse(history.begin(), history.end());
  return history;
}

std::vector<RunOutcome> outcomes_of(const std::vector<OutcomeIn>& history) {
  std::vector<RunOutcome> outcomes;
  outcomes.reserve(history.size());
  for (const auto& one : history) {
    outcomes.push_back(one.outcome);
  }
  return outcomes;
}

/// This run and others of its commit.
RunOutcome outcome_now(const Judging& judging, const TestRecord& test) {
  auto now = outcome_of(test, judging.run.run());
  for (const auto& other : judging.same_commit) {
    if (const auto* const again = other.test(test.key)) {
      now.passes += again->passes;
      now.failures += again->failures;
    }
  }
  return now;
}

std::string runs_text(std::size_t count, const std::string& branch) {
  return count == 1 ? fmt::format("the only run of {}", branch)
                    : fmt::format("the last {} runs of {}", count, branch);
}

std::string attempts_text(const RunOutcome& now) {
  if (now.passes > 0) {
    return fmt::format("{} of {} attempts on this commit failed", now.failures,
                       now.failures + now.passes);
  }
  return now.failures == 1 ? "failed once on this commit: unconfirmed"
                           : fmt::format("failed {} times on this commit: confirmed", now.failures);
}

std::string why_text(StatusClass status, const std::vector<RunOutcome>& main, const RunOutcome& now,
                     const std::string& branch) {
  const auto failed = static_cast<std::size_t>(
      std::count_if(main.begin(), main.end(), [](const auto& run) { return run.failures > 0; }));
  const auto runs = runs_text(main.size(), branch);
  switch (status) {
    case StatusClass::new_failure:
      return fmt::format("passed in {}; {}; it fails by chance in about {:.2g} % of runs", runs,
                         attempts_text(now), 100 * insight::failure_probability(main).expected);
    case StatusClass::recurring:
      return fmt::format("failed in {} of {}, {}; {}", failed, runs,
                         main.back().failures > 0 ? "also in the newest one" : "passed since",
                         attempts_text(now));
    case StatusClass::still_failing:
      return fmt::format("{} failed already: not this change", runs_text(2, branch));
    case StatusClass::flaky:
      return fmt::format("failed in {} of {}; {}", failed, runs, attempts_text(now));
    case StatusClass::fixed:
      return fmt::format("the last run of {} failed", branch);
    case StatusClass::too_little_history:
      return fmt::format("{} ran it in only {} runs; {} are needed to judge it", branch,
                         main.size(), k_least_runs);
    case StatusClass::new_test:
      return fmt::format("{} never ran it", branch);
    default:
      return {};
  }
}

void add_last_good(const std::vector<OutcomeIn>& history, GateFinding& finding) {
  const auto good = std::find_if(history.rbegin(), history.rend(),
                                 [](const OutcomeIn& one) { return one.outcome.failures == 0; });
  if (good != history.rend()) {
    finding.last_good_name = good->run->name;
    finding.last_good_url = good->run->url;
    finding.last_good_commit = good->run->commit;
  }
}

struct Judged {
  Finding finding;
  Weight weight;
};

/// Nothing for what nobody needs to hear of.
std::optional<Judged> judged(StatusClass status, bool fails, const FailOn& fail_on) {
  const auto gated = [](bool counts) { return counts ? Weight::regression : Weight::warning; };
  switch (status) {
    case StatusClass::new_failure:
      return Judged{Finding::new_failure, gated(fail_on.new_failure)};
    case StatusClass::recurring:
      return Judged{Finding::recurring_failure, gated(fail_on.new_failure)};
    case StatusClass::flaky:
      return Judged{Finding::flaky, gated(fail_on.flaky)};
    case StatusClass::still_failing:
      return Judged{Finding::still_failing, Weight::notice};
    case StatusClass::fixed:
      return Judged{Finding::fixed, Weight::notice};
    case StatusClass::new_test:
      return fails ? Judged{Finding::new_test_fails, Weight::warning}
                   : Judged{Finding::new_test, Weight::notice};
    case StatusClass::too_little_history:
      return fails ? std::optional(Judged{Finding::new_test_fails, Weight::warning}) : std::nullopt;
    case StatusClass::passing:
    case StatusClass::missing_test:
      return std::nullopt;
  }
  return std::nullopt;
}

void judge_test(Judging& judging, const TestRecord& test) {
  const auto history = history_of(judging, test);
  const auto main = outcomes_of(history);
  const auto now = outcome_now(judging, test);
  const auto status = insight::classify(main, now);
  const bool is_known =
      status != StatusClass::new_test && status != StatusClass::too_little_history;
  judging.report.judged_tests += is_known ? 1U : 0U;
  if (status == StatusClass::too_little_history) {
    judging.leave_out(fmt::format("tests that fewer than {} runs of {} have", k_least_runs,
                                  judging.options.baseline_branch),
                      judging.text(test.key));
  }
  const auto found = judged(status, now.failures > 0, judging.options.fail_on);
  if (!found) {
    return;
  }
  GateFinding finding;
  finding.finding = found->finding;
  finding.weight = found->weight;
  finding.key = finding.test = judging.text(test.key);
  finding.message = now.failures > 0 ? judging.text(test.message) : std::string();
  finding.why = why_text(status, main, now, judging.options.baseline_branch);
  finding.is_confirmed = insight::is_confirmed(status, now);
  finding.runs = main.size();
  if (now.failures > 0) {
    add_last_good(history, finding);
  }
  judging.report.findings.push_back(std::move(finding));
}

/// Of the baseline's last run; null when that run cannot know which tests it had.
const RunIndex* last_complete(const Judging& judging) {
  return judging.baseline.empty() || !judging.baseline.back().run().is_complete
             ? nullptr
             : &judging.baseline.back();
}

bool ran(const TestRecord& test) {
  return test.passes + test.failures > 0;
}

/// A run of chosen tests (a filter, a shard) says nothing about the others, in one sentence.
void judge_missing(Judging& judging) {
  const auto* const last = last_complete(judging);
  if (last == nullptr || !judging.run.run().is_complete) {
    return;
  }
  std::vector<const TestRecord*> missing;
  std::size_t expected = 0;
  for (const auto& test : last->run().tests) {
    const auto* const now = judging.run.test(test.key);
    expected += ran(test) && !test.is_outside_tests ? 1U : 0U;
    if (ran(test) && !test.is_outside_tests && (now == nullptr || now->status == Status::not_run)) {
      missing.push_back(&test);
    }
  }
  if (2 * missing.size() > expected) {
    judging.report.notices.push_back(
        fmt::format("{} of the {} tests of {}'s last run are not in this run: only a part of them "
                    "is judged",
                    missing.size(), expected, judging.options.baseline_branch));
    return;
  }
  for (const auto* const test : missing) {
    const bool is_planned = judging.run.test(test->key) != nullptr;
    GateFinding finding;
    finding.finding = Finding::missing_test;
    finding.weight = Weight::warning;
    finding.key = finding.test = judging.text(test->key);
    finding.why =
        fmt::format("the last run of {} has it, this run {}", judging.options.baseline_branch,
                    is_planned ? "ended before its turn" : "does not");
    judging.report.findings.push_back(std::move(finding));
  }
}

std::string suite_of(const std::string& key) {
  return key.substr(0, key.find('/'));
}

/// One test gone and one come in a suite is most often one that was renamed.
void point_out_renamed(GateReport& report) {
  std::map<std::string, std::vector<GateFinding*>> gone;
  std::map<std::string, std::vector<GateFinding*>> come;
  for (auto& finding : report.findings) {
    const bool is_new =
        finding.finding == Finding::new_test || finding.finding == Finding::new_test_fails;
    if (is_new || finding.finding == Finding::missing_test) {
      (is_new ? come : gone)[suite_of(finding.key)].push_back(&finding);
    }
  }
  for (const auto& [suite, missing] : gone) {
    const auto& added = come[suite];
    if (missing.size() == 1 && added.size() == 1) {
      missing[0]->why += "; perhaps renamed to " + added[0]->key;
      added[0]->why += "; perhaps renamed from " + missing[0]->key;
    }
  }
}

}  // namespace

void judge_statuses(Judging& judging) {
  for (const auto& test : judging.run.run().tests) {
    if (ran(test)) {
      ++judging.report.tests;
      judging.report.failed_tests += test.failures > 0 && is_bad(test.status) ? 1U : 0U;
      judge_test(judging, test);
    }
  }
  judge_missing(judging);
  point_out_renamed(judging.report);
}

}  // namespace testtracker::judge
