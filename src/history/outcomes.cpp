#include "history/outcomes.hpp"

#include "history/series.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace testtracker::history {
namespace {

insight::RunOutcome outcome_of(const baseline::TestRecord& test, std::string commit) {
  return {std::move(commit), test.passes, test.failures};
}

std::string inputs_of(const baseline::RunRecord& run) {
  std::string inputs = run.clean_commit();
  if (inputs.empty()) {
    return inputs;
  }
  inputs += '\n' + run.platform;
  for (const auto& [name, value] : run.environment) {
    if (name == "compiler" || name == "build_type" || name == "os") {
      inputs += '\n' + value;
    }
  }
  return inputs;
}

}  // namespace

std::vector<TestOutcomes> outcomes_of(const baseline::RunHistory& history,
                                      const std::vector<std::string>& patterns) {
  std::map<std::string_view, TestOutcomes> tests;
  for (std::size_t run = 0; run < history.runs.size(); ++run) {
    for (const auto& test : history.runs[run].tests) {
      const std::string& key = history.texts[test.key];
      if ((test.passes > 0 || test.failures > 0) && is_wanted(key, patterns)) {
        TestOutcomes& one = tests[key];
        one.key = test.key;
        one.outcomes.push_back({run, &test});
      }
    }
  }
  std::vector<TestOutcomes> all;
  for (auto& [key, test] : tests) {
    all.push_back(std::move(test));
  }
  return all;
}

std::vector<insight::RunOutcome> judged_outcomes(const baseline::RunHistory& history,
                                                 const TestOutcomes& test) {
  std::vector<insight::RunOutcome> judged;
  for (const Outcome& outcome : test.outcomes) {
    judged.push_back(outcome_of(*outcome.test, history.runs[outcome.run].clean_commit()));
  }
  return judged;
}

std::vector<insight::RunOutcome> outcomes_by_inputs(const baseline::RunHistory& history,
                                                    const TestOutcomes& test) {
  std::vector<insight::RunOutcome> judged;
  for (const Outcome& outcome : test.outcomes) {
    judged.push_back(outcome_of(*outcome.test, inputs_of(history.runs[outcome.run])));
  }
  return judged;
}

}  // namespace testtracker::history
