#include "session/test_verdict.hpp"

#include "session/failure_text.hpp"

#include <algorithm>

namespace testtracker::session {
namespace {

bool is_good(Status status) {
  return status == Status::passed || status == Status::expected_failure;
}

/// How much an attempt says about its process: what ran beats what was left out, bad beats good.
int weight(const Attempt& attempt) {
  if (!attempt.finished || attempt.retried) {
    return 0;
  }
  switch (attempt.status) {
    case Status::skipped:
    case Status::disabled:
      return 1;
    case Status::passed:
    case Status::expected_failure:
      return 2;
    case Status::not_run:
      return 3;
    default:
      return 4;
  }
}

/// Of the last process that finished one: its weightiest attempt, the later of two equal ones.
const Attempt& deciding_attempt(const TestResult& test) {
  const Attempt* best = &test.attempts.back();
  if (test.is_entry && best->finished) {
    return *best;  // as `ctest --repeat` decides
  }
  for (auto attempt = test.attempts.rbegin(); attempt != test.attempts.rend(); ++attempt) {
    const bool same_process = attempt->process == best->process;
    if (!same_process && best->finished) {
      break;
    }
    if (weight(*attempt) > weight(*best)) {
      best = &*attempt;
    }
  }
  return *best;
}

bool attempts_disagree(const TestResult& test) {
  bool any_good = false;
  bool any_bad = false;
  for (const auto& attempt : test.attempts) {
    if (attempt.finished && attempt.status != Status::not_run) {
      any_good = any_good || is_good(attempt.status);
      any_bad = any_bad || is_bad(attempt.status);
    }
  }
  return any_good && any_bad;
}

}  // namespace

void decide(TestResult& test) {
  auto& attempts = test.attempts;
  if (attempts.size() > 1) {
    std::stable_sort(
        attempts.begin(), attempts.end(),
        [](const Attempt& left, const Attempt& right) { return left.process < right.process; });
  }
  const auto& decisive = deciding_attempt(test);
  test.status = decisive.status;
  test.flaky = attempts_disagree(test);
  test.finished = std::all_of(attempts.begin(), attempts.end(),
                              [](const Attempt& attempt) { return attempt.finished; });
  test.duration = decisive.duration;
  if (decisive.finished && test.status != Status::passed) {
    test.message = message_of(decisive);
    test.exception_text = text_of(decisive);
  }
}

void count(Counts& counts, const TestResult& test) {
  ++counts.total;
  counts.flaky += test.flaky ? 1U : 0U;
  counts.failed += is_bad(test.status) ? 1U : 0U;
  switch (test.status) {
    case Status::passed:
      ++counts.passed;
      break;
    case Status::skipped:
      ++counts.skipped;
      break;
    case Status::disabled:
      ++counts.disabled;
      break;
    case Status::expected_failure:
      ++counts.expected_failures;
      break;
    case Status::crashed:
      ++counts.crashed;
      break;
    case Status::timed_out:
      ++counts.timed_out;
      break;
    case Status::not_run:
      ++counts.not_run;
      break;
    default:
      break;
  }
}

}  // namespace testtracker::session
