#include "databricks/job_engine.hpp"

#include "databricks/job_messages.hpp"
#include "databricks/job_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <poll.h>

namespace testtracker::databricks {
namespace {

using notebook::NotebookEvent;
using notebook::NotebookOutcome;
using notebook::RunId;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t k_output_bytes = 64 * 1024;  // as of scripts that run here

/// Or until a signal is caught.
void sleep_until(steady_clock::time_point when) {
  const auto left = std::chrono::ceil<milliseconds>(when - steady_clock::now());
  const auto most = std::clamp<milliseconds::rep>(left.count(), 0, 3600 * 1000);
  ::poll(nullptr, 0, static_cast<int>(most));
}

}  // namespace

JobEngine::~JobEngine() {
  for (const auto& [id, run] : runs_) {
    if (run.run_id != 0 && !run.is_cancel_sent) {
      // Nobody is left to tell; Databricks ends the run at its own time-out at the latest.
      static_cast<void>(rest_.once(cancel_call(run.run_id, run.path)));
    }
  }
}

Result<RunId> JobEngine::start(const notebook::NotebookTask& task) {
  auto submission = submit_call(options_, task);
  if (!submission) {
    return submission.error();
  }
  Run run;
  run.submission = std::move(*submission);
  run.path = task.path;
  run.begin = run.next = steady_clock::now();
  run.timeout = run.begin + std::chrono::duration_cast<steady_clock::duration>(task.timeout);
  run.pause = options_.first_pause;
  runs_.emplace(++last_id_, std::move(run));
  return last_id_;
}

std::optional<JobEngine::TimePoint> JobEngine::next_time() const {
  std::optional<TimePoint> first;
  for (const auto& [id, run] : runs_) {
    TimePoint due = std::min(run.next, run.give_up);
    due = run.ending == Ending::none ? std::min(due, run.timeout) : due;
    first = first ? std::min(*first, due) : due;
  }
  return first;
}

// One round at most: the caller may want to look at what a signal told it meanwhile.
std::vector<NotebookEvent> JobEngine::poll(TimePoint deadline) {
  std::vector<NotebookEvent> events;
  const auto next = next_time();
  if (!next) {
    return events;
  }
  sleep_until(std::min(*next, deadline));
  for (auto entry = runs_.begin(); entry != runs_.end();) {
    auto event = act(entry->first, entry->second);
    const bool has_ended = event && event->outcome;
    if (event) {
      events.push_back(std::move(*event));
    }
    entry = has_ended ? runs_.erase(entry) : std::next(entry);
  }
  return events;
}

void JobEngine::cancel(RunId id) {
  const auto found = runs_.find(id);
  if (found != runs_.end() && found->second.ending == Ending::none) {
    begin_ending(found->second, Ending::by_caller);
  }
}

void JobEngine::begin_ending(Run& run, Ending ending) const {
  run.ending = ending;
  run.next = steady_clock::now();
  run.give_up = run.next + options_.cancel_grace;
  run.pause = options_.first_pause;
}

// Does what is due, at most one request.
JobEngine::MaybeEvent JobEngine::act(RunId id, Run& run) {
  const auto now = steady_clock::now();
  if (run.ending == Ending::none && now >= run.timeout && run.step != Step::reading) {
    begin_ending(run, Ending::by_timeout);
  }
  if (now >= run.give_up) {
    return give_up(id, run);
  }
  if (now < run.next) {
    return std::nullopt;
  }
  if (run.ending != Ending::none && !run.was_sent) {
    return give_up(id, run);
  }
  if (run.step == Step::submitting) {
    return submit(id, run);
  }
  if (run.ending != Ending::none && !run.is_cancel_sent && run.step == Step::watching) {
    return send_cancel(id, run);
  }
  return run.step == Step::watching ? watch(id, run) : read(id, run);
}

JobEngine::MaybeEvent JobEngine::submit(RunId id, Run& run) {
  run.was_sent = true;
  const Outcome outcome = rest_.once(run.submission);
  if (outcome.error) {
    return failed(id, run, outcome);
  }
  const auto reply = rest_.parse<SubmitReply>(run.submission, outcome.response);
  if (!reply) {
    return unreadable(id, run, reply.error());
  }
  run.failures = 0;
  run.run_id = reply->run_id;
  run.step = Step::watching;
  run.next = steady_clock::now();
  return std::nullopt;
}

JobEngine::MaybeEvent JobEngine::send_cancel(RunId id, Run& run) {
  const Outcome outcome = rest_.once(cancel_call(run.run_id, run.path));
  if (outcome.error && outcome.is_repeatable) {
    return failed(id, run, outcome);
  }
  // What refuses has ended meanwhile, or is gone: the next look tells.
  run.is_cancel_sent = true;
  run.failures = 0;
  run.next = steady_clock::now();
  return std::nullopt;
}

JobEngine::MaybeEvent JobEngine::watch(RunId id, Run& run) {
  const Call call = watch_call(run.run_id, run.path);
  const Outcome outcome = rest_.once(call);
  if (outcome.error) {
    return failed(id, run, outcome);
  }
  const auto seen = rest_.parse<JobRun>(call, outcome.response);
  return seen ? see(id, run, *seen) : unreadable(id, run, seen.error());
}

JobEngine::MaybeEvent JobEngine::see(RunId id, Run& run, const JobRun& seen) {
  run.failures = 0;
  if (!seen.tasks.empty()) {
    run.task = seen.tasks.front();
  } else {
    // A run that never got as far as a task.
    run.task.state = seen.state;
  }
  run.task.run_page_url = run.task.run_page_url.empty() ? seen.run_page_url : run.task.run_page_url;
  if (has_ended(run.task)) {
    run.step = Step::reading;
    run.next = steady_clock::now();
    return std::nullopt;
  }
  run.next = steady_clock::now() + run.pause;
  run.pause = std::min(run.pause * 2, options_.longest_pause);
  const std::string word = state_word(run.task);
  if (word == run.word) {
    return std::nullopt;
  }
  run.word = word;
  NotebookEvent event;
  event.run = id;
  event.state = word;
  event.url = run.task.run_page_url;
  return event;
}

JobEngine::MaybeEvent JobEngine::read(RunId id, Run& run) {
  if (run.task.run_id == 0) {
    return end(id, run, outcome_of(run.task, {}));
  }
  const Call call = output_call(run.task.run_id, run.path);
  const Outcome outcome = rest_.once(call);
  if (outcome.error && outcome.is_repeatable) {
    return failed(id, run, outcome);
  }
  auto output = outcome.error ? Result<RunOutput>(*outcome.error)
                              : rest_.parse<RunOutput>(call, outcome.response);
  NotebookOutcome result = outcome_of(run.task, output ? *output : RunOutput{});
  if (!output) {
    result.warnings.push_back(output.error().message);
  }
  return end(id, run, std::move(result));
}

// A pause before the same step again, or the end of what cannot be cured.
JobEngine::MaybeEvent JobEngine::failed(RunId id, Run& run, const Outcome& outcome) {
  run.last_problem = outcome.error->message;
  if (outcome.is_repeatable) {
    ++run.failures;
    milliseconds pause = pause_before(run.failures, outcome.retry_after);
    pause = outcome.retry_after ? pause : std::min(pause, options_.first_pause * run.failures);
    run.next = steady_clock::now() + pause;
    return std::nullopt;
  }
  NotebookOutcome result;
  result.reason = run.step != Step::submitting && outcome.error->code == ErrorCode::not_found
                      ? fmt::format("somebody deleted the run {} while it was watched ({})",
                                    run.run_id, run.last_problem)
                      : run.last_problem;
  return end(id, run, std::move(result));
}

JobEngine::MaybeEvent JobEngine::unreadable(RunId id, Run& run, const Error& error) {
  NotebookOutcome result;
  result.reason = error.message;
  return end(id, run, std::move(result));
}

JobEngine::MaybeEvent JobEngine::end(RunId id, Run& run, NotebookOutcome outcome) {
  const bool ended_badly = outcome.status != Status::passed;
  if (run.ending == Ending::by_timeout && ended_badly) {
    outcome.status = Status::timed_out;
    outcome.reason = fmt::format("it was cancelled after {:.3g} s, its time-out",
                                 std::chrono::duration<double>(run.timeout - run.begin).count());
  }
  if (run.ending == Ending::by_caller && ended_badly) {
    outcome.was_cancelled = true;
    outcome.status =
        run.word == "running" || run.word == "terminating" ? Status::failed : Status::not_run;
    outcome.reason = "it was cancelled";
  }
  if (outcome.duration.count() == 0) {
    outcome.duration = steady_clock::now() - run.begin;
  }
  outcome.url = outcome.url.empty() ? run.task.run_page_url : outcome.url;
  redact(outcome);
  NotebookEvent event;
  event.run = id;
  event.url = outcome.url;
  event.outcome = std::move(outcome);
  return event;
}

// What the notebook says, and what Databricks says about it.
void JobEngine::redact(NotebookOutcome& outcome) {
  if (outcome.value) {
    outcome.value = redactor_.redacted(*outcome.value);
  }
  for (std::string* text : {&outcome.exception.name, &outcome.exception.text,
                            &outcome.exception.traceback, &outcome.reason, &outcome.output}) {
    *text = redactor_.redacted(*text);
  }
  if (outcome.output.size() > k_output_bytes) {
    outcome.output.erase(0, outcome.output.size() - k_output_bytes);
  }
  for (std::string& warning : outcome.warnings) {
    warning = redactor_.redacted(warning);
  }
}

// Of a run that Databricks does not know, or whose end it does not tell.
JobEngine::MaybeEvent JobEngine::give_up(RunId id, Run& run) {
  const bool was_sent = run.was_sent;
  auto event = end(id, run, {});
  std::string& reason = event->outcome->reason;
  if (was_sent) {
    reason += fmt::format("; whether it has ended is not known{}{}",
                          run.last_problem.empty() ? "" : ": ", run.last_problem);
    if (run.run_id != 0) {
      event->outcome->warnings.push_back(fmt::format(
          "the run {} may still run on Databricks, at most until its own time-out", run.run_id));
    }
  }
  return event;
}

}  // namespace testtracker::databricks
