#include "history/flaky_report.hpp"

#include "history/outcomes.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace testtracker::history {
namespace {

/// The failure's own words: `flaky, 1 of 3 attempts failed: x.cpp:4 text` says the same failure as
/// `x.cpp:4 text`.
std::string_view failure_of(std::string_view message) {
  constexpr std::string_view k_mark = "attempts failed: ";
  const auto mark = message.find(k_mark);
  return message.rfind("flaky, ", 0) == 0 && mark != std::string_view::npos
             ? message.substr(mark + k_mark.size())
             : message;
}

void add_texts(const baseline::RunHistory& history, const TestOutcomes& test, FlakyTest& one) {
  std::map<std::string_view, std::size_t> counts;
  for (const Outcome& outcome : test.outcomes) {
    if (outcome.test->failures > 0 && outcome.test->message != 0) {
      ++counts[failure_of(history.texts[outcome.test->message])];
    }
  }
  for (const auto& [message, count] : counts) {
    if (count > one.message_count) {
      one.message = message;
      one.message_count = count;
    }
  }
}

FlakyTest judge(const baseline::RunHistory& history, const TestOutcomes& test) {
  FlakyTest one;
  one.key = test.key;
  one.flakiness = insight::judge_flakiness(judged_outcomes(history, test));
  one.input_disagreements = insight::same_commit_disagreements(outcomes_by_inputs(history, test));
  one.runs = test.outcomes.size();
  for (const Outcome& outcome : test.outcomes) {
    const bool passed = outcome.test->passes > 0;
    if (outcome.test->failures == 0) {
      ++one.passes_since;
      one.marks += 'P';
      continue;
    }
    one.first_failure = one.failed_runs == 0 ? outcome.run : one.first_failure;
    one.last_failure = outcome.run;
    one.passes_since = 0;
    ++one.failed_runs;
    one.passed_on_retry += passed ? 1U : 0U;
    one.marks += passed ? 'R' : 'F';
  }
  add_texts(history, test, one);
  return one;
}

bool is_worse(const FlakyTest& one, const FlakyTest& other) {
  const bool one_is_flaky = one.flakiness.health == insight::Health::flaky;
  const bool other_is_flaky = other.flakiness.health == insight::Health::flaky;
  if (one_is_flaky != other_is_flaky) {
    return one_is_flaky;
  }
  return one.flakiness.failure.expected > other.flakiness.failure.expected;
}

}  // namespace

FlakyReport judge_flaky_tests(const baseline::RunHistory& history,
                              const std::vector<std::string>& patterns) {
  FlakyReport report;
  for (const TestOutcomes& test : outcomes_of(history, patterns)) {
    ++report.judged;
    FlakyTest one = judge(history, test);
    if (one.flakiness.health != insight::Health::healthy) {
      report.tests.push_back(std::move(one));
    } else if (one.failed_runs > 0) {
      report.recovered.push_back(std::move(one));
    }
  }
  std::stable_sort(report.tests.begin(), report.tests.end(), is_worse);
  return report;
}

std::string word_of(insight::Health health) {
  switch (health) {
    case insight::Health::healthy:
      return "healthy";
    case insight::Health::flaky:
      return "flaky";
    case insight::Health::broken:
      return "broken";
  }
  return {};
}

}  // namespace testtracker::history
