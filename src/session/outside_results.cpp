// The part of ResultBuilder that turns what failed outside of tests into results of its own.

#include "session/result_builder.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace testtracker::session {
namespace {

constexpr std::string_view k_program = "Program";

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::suite_set_up:
      return "SetUpTestSuite";
    case Phase::suite_tear_down:
      return "TearDownTestSuite";
    case Phase::environment_set_up:
      return "Environment::SetUp";
    case Phase::environment_tear_down:
      return "Environment::TearDown";
    default:
      return k_program;
  }
}

bool runs_tests(const ProgramStarted& start) {
  return start.kind == "test_program" || start.kind.empty();
}

std::string words_for_failure(const ProcessEnding& ending) {
  if (ending.exit_code.value_or(0) != 0) {
    return "The program ended with exit code " + std::to_string(*ending.exit_code) +
           ", and no test says why.";
  }
  return "The program says that it failed, and no test says why.";
}

/// Two processes that were started in the same way and so run the same tests.
using Command = std::tuple<std::string_view, const std::vector<std::string>&, bool>;

Command command_of(const ProcessResult& process) {
  return {process.identity, process.start.arguments, process.start.nested};
}

}  // namespace

void ResultBuilder::add_outside_failures(std::size_t process) {
  for (const auto& report : processes_[process].fold->failures()) {
    auto& attempt = outside_attempt(process, report);
    attempt.status = judged_failure(process);
    attempt.failures.push_back(report.failure);
    has_bad_attempt_[process] = has_bad_attempt_[process] || is_bad(attempt.status);
  }
}

void ResultBuilder::add_program_failure(std::size_t process) {
  const auto& ending = endings_.endings[process];
  const auto& item = result_.processes[process];
  // No failed assertion explains that a signal ended the program behind it.
  const bool was_killed = (ending.signal || ending.timed_out) && !has_fatal_attempt_[process];
  if (!runs_tests(item.start) || !item.start.entry.empty() ||
      ending.state == ProcessState::running || item.passed ||
      (has_bad_attempt_[process] && !was_killed)) {
    return;
  }
  const bool died = ending.state == ProcessState::died || ending.signal || ending.timed_out;
  if (died && ending.exit_code == 0 && unfinished_[process].empty()) {
    return;  // it left by _exit() when all was done
  }
  auto& attempt = new_attempt(
      result_of(process, result_.processes[process].identity, k_program, true), process);
  attempt.started = ending.time;
  attempt.status = died ? status_of_open_test(ending) : Status::failed;
  attempt.signal = ending.signal;
  attempt.exit_code = ending.exit_code;
  if (!died) {
    attempt.failures.push_back(
        {Phase::program, FailureKind::assertion, {}, 0, words_for_failure(ending)});
  }
  has_bad_attempt_[process] = true;
}

void ResultBuilder::add_unrecorded_exits() {
  const bool something_failed =
      std::any_of(result_.tests.begin(), result_.tests.end(), [](const TestResult& test) {
        return !test.nested &&
               std::any_of(test.attempts.begin(), test.attempts.end(), [](const Attempt& attempt) {
                 return attempt.finished && is_bad(attempt.status);
               });
      });
  for (const auto& seen : endings_.unrecorded) {
    const auto& exited = seen.exited;
    const bool failed = exited.timed_out || exited.signal || exited.exit_code.value_or(0) != 0;
    if (!failed || something_failed || is_nested(seen.parent)) {
      continue;  // the exit code of ctest or of a script repeats what tests said already
    }
    ProcessEnding ending;
    ending.exit_code = exited.exit_code;
    ending.signal = exited.signal;
    ending.timed_out = exited.timed_out;
    auto& attempt =
        new_attempt(result_of(seen.parent, program_of(seen.parent), k_program, true), seen.parent);
    attempt.started = seen.time;
    attempt.signal = exited.signal;
    attempt.exit_code = exited.exit_code;
    attempt.status =
        exited.timed_out || exited.signal ? status_of_open_test(ending) : Status::failed;
    if (attempt.status == Status::failed) {
      attempt.failures.push_back(
          {Phase::program, FailureKind::assertion, {}, 0, words_for_failure(ending)});
    }
  }
}

void ResultBuilder::add_passing_reruns() {
  std::map<Command, std::vector<std::size_t>> same_command;
  for (std::size_t process = 0; process < processes_.size(); ++process) {
    same_command[command_of(result_.processes[process])].push_back(process);
  }
  for (auto& test : result_.tests) {
    if (!test.outside_tests) {
      continue;
    }
    const auto failed_in = test.attempts.front().process;
    const auto last = test.attempts.back().process;
    const auto& reruns = same_command[command_of(result_.processes[failed_in])];
    const auto rerun = std::upper_bound(reruns.begin(), reruns.end(), last);
    if (rerun != reruns.end() && result_.processes[reruns.back()].passed &&
        endings_.endings[reruns.back()].state != ProcessState::running) {
      auto& attempt = new_attempt(test, reruns.back());
      attempt.started = wall(reruns.back(), {});
    }
  }
}

TestResult& ResultBuilder::outside_test(std::size_t process, const OutsideReport& report) {
  const std::string_view suite = report.suite.empty() ? program_of(process) : report.suite;
  return result_of(process, suite, name_of(report.phase), true);
}

Attempt& ResultBuilder::outside_attempt(std::size_t process, const OutsideReport& report) {
  auto& test = outside_test(process, report);
  if (!test.attempts.empty() && test.attempts.back().process == process &&
      test.attempts.back().iteration == report.iteration) {
    return test.attempts.back();
  }
  auto& attempt = new_attempt(test, process);
  attempt.iteration = report.iteration;
  attempt.started = wall(process, report.offset);
  if (test.file.empty()) {
    test.file = report.failure.file;
    test.line = report.failure.line;
  }
  return attempt;
}

}  // namespace testtracker::session
