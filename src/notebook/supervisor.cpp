#include "notebook/supervisor.hpp"

#include <chrono>

namespace testtracker::notebook {
namespace {

constexpr std::chrono::milliseconds k_tick{100};

}  // namespace

void Supervisor::run() {
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    waiting_.push_back(i);
  }
  bool was_cancelled = false;
  while (true) {
    if (!was_cancelled && hooks_.is_cancelled()) {
      was_cancelled = is_stopped_ = true;
      for (const auto& [run, index] : running_) {
        engine_.cancel(run);
      }
    }
    begin_some();
    if (running_.empty()) {
      return;
    }
    for (const auto& event : engine_.poll(std::chrono::steady_clock::now() + k_tick)) {
      take(event);
    }
    hooks_.on_tick();
  }
}

void Supervisor::begin_some() {
  while (!is_stopped_ && !waiting_.empty() && running_.size() < options_.parallel) {
    const std::size_t index = waiting_.front();
    waiting_.pop_front();
    begin(index);
  }
}

void Supervisor::begin(std::size_t index) {
  NotebookTask task = tasks_[index].task;
  task.idempotency_token += "-" + std::to_string(++attempts_[index]);
  hooks_.on_start(index);
  if (const auto run = engine_.start(task)) {
    running_[*run] = index;
  } else {
    NotebookOutcome outcome;
    outcome.reason = run.error().message;
    end(index, outcome);
  }
}

void Supervisor::take(const NotebookEvent& event) {
  const auto found = running_.find(event.run);
  if (found == running_.end()) {
    return;
  }
  const std::size_t index = found->second;
  if (!event.outcome) {
    hooks_.on_progress(index, event);
    return;
  }
  running_.erase(found);
  end(index, *event.outcome);
}

void Supervisor::end(std::size_t index, const NotebookOutcome& outcome) {
  const bool is_retried = is_bad(outcome.status) && !outcome.was_cancelled && !is_stopped_ &&
                          attempts_[index] <= tasks_[index].retries;
  hooks_.on_end(index, outcome, is_retried);
  if (is_retried) {
    waiting_.push_front(index);
  } else if (is_bad(outcome.status) && options_.fail_fast) {
    is_stopped_ = true;
  }
}

}  // namespace testtracker::notebook
