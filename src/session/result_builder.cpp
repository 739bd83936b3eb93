#include "session/result_builder.hpp"

#include "session/program_identity.hpp"
#include "session/signal_name.hpp"
#include "session/test_verdict.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace testtracker::session {
namespace {

constexpr std::string_view k_unknown_program = "unknown program";  // its first record was lost

/// Of the earliest process whose clock is known; 0 when there is none.
WallTime first_start(const std::vector<FoldedProcess>& processes) {
  for (const auto& process : processes) {
    if (process.fold->start().wall_time != WallTime::zero()) {
      return process.fold->start().wall_time;  // sorted: those without a start stand before it
    }
  }
  return WallTime::zero();
}

void append_params(std::vector<Param>& params, const std::vector<Param>& more) {
  for (const auto& param : more) {
    const auto same = std::find_if(params.begin(), params.end(),
                                   [&](const Param& known) { return known.name == param.name; });
    if (same == params.end()) {
      params.push_back(param);
    } else {
      same->value = param.value;
    }
  }
}

template <typename T>
void append(std::vector<T>& items, const std::vector<T>& more) {
  items.insert(items.end(), more.begin(), more.end());
}

/// Catch2 3.7.1 and newer end with this code when every test skipped itself.
constexpr std::int32_t k_catch2_all_skipped = 4;

bool says_all_skipped(const ProcessFold& fold, const ProcessEnding& ending) {
  const auto& runs = fold.runs();
  return fold.start().framework == "catch2" && ending.exit_code == k_catch2_all_skipped &&
         ending.ran_to_end && !runs.empty() &&
         std::all_of(runs.begin(), runs.end(),
                     [](const TestRun& run) { return run.status == Status::skipped; });
}

const std::string* skip_reason_of(const TestRun& run) {
  return run.extras && !run.extras->skip_reason.empty() ? &run.extras->skip_reason : nullptr;
}

}  // namespace

std::size_t ResultBuilder::KeyHash::operator()(const Key& key) const noexcept {
  const std::hash<std::string_view> hash;
  auto value = hash(key.name);
  value = value * 31 + hash(key.suite);
  value = value * 31 + hash(key.program);
  return value * 4 + (key.nested ? 2U : 0U) + (key.outside_tests ? 1U : 0U);
}

ResultBuilder::ResultBuilder(std::string session_id, std::vector<FoldedProcess> processes)
    : processes_(std::move(processes)), endings_(process_endings(processes_)) {
  result_.id = std::move(session_id);
  result_.started = first_start(processes_);
}

SessionResult ResultBuilder::build(bool is_over) {
  const auto count = processes_.size();
  result_.processes.reserve(count);
  has_bad_attempt_.resize(count);
  has_fatal_attempt_.resize(count);
  for (std::size_t process = 0; process < count; ++process) {
    add_process(process);
    add_own_reports(process);
  }
  add_runs();
  for (std::size_t process = 0; process < count; ++process) {
    add_outside_failures(process);
    add_program_failure(process);
  }
  add_unrecorded_exits();
  for (std::size_t process = 0; process < count; ++process) {
    add_never_started(process);
  }
  add_passing_reruns();
  finish(is_over);
  return std::move(result_);
}

void ResultBuilder::add_process(std::size_t process) {
  const auto& folded = processes_[process];
  const auto& fold = *folded.fold;
  const auto& ending = endings_.endings[process];
  skip_reasons_.emplace_back(fold);
  unfinished_.push_back(fold.never_started());
  ProcessResult item;
  item.start = fold.start();
  item.identity = program_identity(fold.start());
  if (fold.start().program.empty()) {
    item.start.process = fold.key();
    item.identity = k_unknown_program;
  }
  item.state = ending.state;
  item.exit_code = ending.exit_code;
  item.signal = ending.signal;
  item.timed_out = ending.timed_out;
  item.duration = std::max(fold.last_offset(), ending.time - wall(process, {}));
  item.max_resident_bytes = ending.max_resident_bytes;
  item.lost_records = fold.ended() ? fold.ended()->lost_records : 0;
  item.damaged_lines = folded.damaged_lines;
  item.passed = !ending.signal && !ending.timed_out &&
                (ending.exit_code.value_or(0) == 0 || says_all_skipped(fold, ending)) &&
                (fold.ended() ? fold.ended()->passed || excuses_failures(ending)
                              : ending.state == ProcessState::running);
  result_.processes.push_back(std::move(item));
}

void ResultBuilder::add_own_reports(std::size_t process) {
  if (is_nested(process)) {
    return;  // it would mix its numbers with those of the programs that count
  }
  const auto& own = processes_[process].fold->own();
  for (const auto& metric : own.metrics) {
    result_.metrics.push_back({metric.name, metric.value, wall(process, metric.time)});
  }
  append_params(result_.params, own.params);
  append(result_.attachments, own.attachments);
  append(result_.notes, own.notes);
  for (const auto& span : own.spans) {
    result_.spans.push_back(
        {span.name, wall(process, span.start) - result_.started, span.duration});
  }
}

void ResultBuilder::add_runs() {
  struct Start {
    WallTime time{};
    std::size_t process = 0;
    const TestRun* run = nullptr;
  };
  std::vector<Start> starts;
  for (std::size_t process = 0; process < processes_.size(); ++process) {
    for (const auto& run : processes_[process].fold->runs()) {
      starts.push_back({wall(process, run.offset), process, &run});
    }
  }
  std::stable_sort(starts.begin(), starts.end(),
                   [](const Start& left, const Start& right) { return left.time < right.time; });
  index_.reserve(starts.size());
  result_.tests.reserve(starts.size());
  for (const auto& start : starts) {
    add_run(start.process, *start.run);
  }
}

void ResultBuilder::add_run(std::size_t process, const TestRun& run) {
  auto& test = result_of(process, *run.suite, *run.name, false);
  if (test.file.empty()) {
    test.type_param = *run.type_param;
    test.value_param = *run.value_param;
    test.file = *run.file;
    test.line = run.line;
  }
  if (run.extras && test.tags.empty()) {
    test.tags = run.extras->tags;
  }
  test.attempts.push_back(attempt_of(process, run));
  const auto& attempt = test.attempts.back();
  if (attempt.finished && is_bad(attempt.status)) {
    has_bad_attempt_[process] = true;
  }
  if (attempt.status == Status::crashed || attempt.status == Status::timed_out) {
    has_fatal_attempt_[process] = true;
  }
  add_extras(test, process, run);
}

Status ResultBuilder::judged_failure(std::size_t process) {
  const auto status = status_of_failure(endings_.endings[process]);
  result_.processes[process].excused_failures += status == Status::expected_failure ? 1U : 0U;
  return status;
}

Attempt ResultBuilder::attempt_of(std::size_t process, const TestRun& run) {
  Attempt attempt;
  attempt.process = process;
  attempt.iteration = run.iteration;
  attempt.status = run.status;
  attempt.finished = run.ended;
  attempt.started = wall(process, run.offset);
  attempt.duration = run.duration;
  attempt.retried = run.retried;
  if (run.extras) {
    attempt.failures = run.extras->failures;
    attempt.parts = run.extras->parts;
  }
  if (is_ctest(process)) {
    add_entry_process(attempt, run);
  }
  if (!run.ended) {
    judge_open_run(attempt);
  } else if (run.status == Status::failed && !is_ctest(process)) {
    attempt.status = judged_failure(process);
  } else if (run.status == Status::skipped) {
    const auto* reason = skip_reason_of(run);
    attempt.skip_reason =
        reason != nullptr ? *reason : skip_reasons_[process].of_silent_skip(*run.suite);
  }
  return attempt;
}

void ResultBuilder::judge_open_run(Attempt& attempt) const {
  const auto& ending = endings_.endings[attempt.process];
  attempt.duration = std::max(WallTime::zero(), ending.time - attempt.started);
  if (ending.state == ProcessState::running) {
    return;
  }
  attempt.finished = true;
  if (is_ctest(attempt.process)) {
    attempt.status = Status::not_run;  // ctest went before it could judge the entry
    return;
  }
  attempt.status = status_of_open_test(ending);
  attempt.signal = ending.signal;
  attempt.exit_code = ending.exit_code;
}

void ResultBuilder::add_extras(TestResult& test, std::size_t process, const TestRun& run) const {
  if (!run.extras) {
    return;
  }
  const auto& extras = *run.extras;
  for (const auto& metric : extras.metrics) {
    test.metrics.push_back({metric.name, metric.value, wall(process, metric.time)});
  }
  append_params(test.params, extras.params);
  append(test.attachments, extras.attachments);
  append(test.notes, extras.notes);
  for (const auto& span : extras.spans) {
    test.spans.push_back({span.name, span.start - run.offset, span.duration});
  }
}

void ResultBuilder::add_never_started(std::size_t process) {
  const bool is_running = endings_.endings[process].state == ProcessState::running;
  const auto& runs = processes_[process].fold->runs();
  const bool left_out_on_purpose =
      endings_.endings[process].state == ProcessState::ended && result_.processes[process].passed &&
      std::all_of(runs.begin(), runs.end(), [](const TestRun& run) { return run.ended; });
  for (const auto& [suite, name] : unfinished_[process]) {
    if (is_running) {
      const Key key{program_of(process), *suite, *name, is_nested(process), false};
      to_come_ += !key.nested && index_.count(key) == 0 ? 1U : 0U;
      continue;
    }
    auto& attempt = new_attempt(result_of(process, *suite, *name, false), process);
    const auto* reason = skip_reasons_[process].of_suite(*suite);
    const bool is_skipped = reason != nullptr || left_out_on_purpose;
    attempt.status = is_skipped ? Status::skipped : Status::not_run;
    attempt.skip_reason = reason != nullptr ? *reason : "";
    attempt.started = endings_.endings[process].time;
  }
}

void ResultBuilder::finish(bool is_over) {
  WallTime end = result_.started;
  for (const auto& ending : endings_.endings) {
    end = std::max(end, ending.time);
  }
  result_.duration = end - result_.started;
  result_.planned = to_come_;
  for (auto& test : result_.tests) {
    decide(test);
  }
  find_entries_of_cases();
  for (auto& test : result_.tests) {
    if (test.finished && test.is_entry && !test.nested) {
      count(result_.entry_counts, test);
    }
    if (test.finished && !test.has_cases) {
      count(test.nested ? result_.nested_counts : result_.counts, test);
    }
    result_.planned += test.nested || test.has_cases ? 0 : 1;
  }
  if (is_over) {
    const auto own_end = result_.counts.failed > 0 ? Verdict::failed : Verdict::passed;
    result_.verdict = was_interrupted() ? Verdict::interrupted : own_end;
  }
}

bool ResultBuilder::was_interrupted() const {
  return std::any_of(
      result_.processes.begin(), result_.processes.end(), [](const ProcessResult& process) {
        const bool was_stopped = process.signal && is_interruption(*process.signal);
        // Whoever runs test programs ends by itself, unless it is stopped.
        const bool is_lost_runner = process.state == ProcessState::died &&
                                    process.start.kind != "test_program" &&
                                    !process.start.kind.empty() && process.exit_code != 0;
        const bool is_lost_ctest = process.start.kind == "ctest" && process.signal;
        return !process.start.nested && !process.timed_out &&
               (was_stopped || is_lost_runner || is_lost_ctest);
      });
}

TestResult& ResultBuilder::result_of(std::size_t process, std::string_view suite,
                                     std::string_view name, bool outside_tests) {
  const Key key{program_of(process), suite, name, is_nested(process), outside_tests};
  const auto [place, is_new] = index_.emplace(key, result_.tests.size());
  if (is_new) {
    TestResult test;
    test.identity = {std::string(key.program), std::string(suite), std::string(name)};
    test.nested = key.nested;
    test.outside_tests = outside_tests;
    test.is_entry = !outside_tests && is_ctest(process);
    result_.tests.push_back(std::move(test));
  }
  return result_.tests[place->second];
}

bool ResultBuilder::is_ctest(std::size_t process) const {
  return processes_[process].fold->start().kind == "ctest";
}

Attempt& ResultBuilder::new_attempt(TestResult& test, std::size_t process) {
  Attempt attempt;
  attempt.process = process;
  test.attempts.push_back(std::move(attempt));
  return test.attempts.back();
}

std::string_view ResultBuilder::program_of(std::size_t process) const {
  return result_.processes[process].identity;
}

bool ResultBuilder::is_nested(std::size_t process) const {
  return processes_[process].fold->start().nested;
}

WallTime ResultBuilder::wall(std::size_t process, std::chrono::nanoseconds offset) const {
  const auto start = processes_[process].fold->start().wall_time;
  return (start == WallTime::zero() ? result_.started : start) + offset;
}

}  // namespace testtracker::session
