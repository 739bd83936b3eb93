#include "notebook/local_run.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <utility>

namespace testtracker::notebook {
namespace {

using std::chrono::milliseconds;

// The driver gives a cell a second to end after its interrupt, then writes the notebook.
constexpr milliseconds k_driver_grace{3000};
// The reaper gives programs 0.3 s.
constexpr milliseconds k_reaper_grace{2000};
constexpr std::size_t k_output_bytes = 64 * 1024;

double seconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

void read_events(KernelHelper& helper, const std::function<void(DriverEvent)>& take) {
  std::size_t end = helper.unread.size();  // before it there is no end of a line
  helper.unread += helper.helper.read();
  std::size_t begin = 0;
  for (end = helper.unread.find('\n', end); end != std::string::npos;
       begin = end + 1, end = helper.unread.find('\n', begin)) {
    DriverEvent event =
        read_driver_event(std::string_view(helper.unread).substr(begin, end - begin));
    if (event.event == "warm") {
      helper.is_warm = true;
    } else if (event.event == "fatal" || event.event == "unstartable") {
      helper.refusal = event.reason;
      helper.is_fatal = event.event == "fatal";
    } else {
      take(std::move(event));
    }
  }
  helper.unread.erase(0, begin);
}

void LocalRun::use(KernelHelper helper) {
  helper_.emplace(std::move(helper));
  ++starts_;
  if (ending_ != Ending::none) {
    next_step_ = Clock::now();
  }
}

void LocalRun::send_request() {
  nlohmann::json request = {{"op", "run"},
                            {"notebook", std::filesystem::absolute(task_.path).string()},
                            {"parameters", nlohmann::json::array()},
                            {"secrets", secrets_}};
  for (const auto& [name, value] : task_.parameters) {
    request["parameters"].push_back({name, value});
  }
  is_requested_ = true;
  helper_->helper.send(request.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  NotebookEvent event;
  event.run = id_;
  event.state = "running";
  report_(std::move(event));
}

void LocalRun::read_driver() {
  read_events(*helper_, [this](DriverEvent event) { take(std::move(event)); });
  if (helper_->is_warm && !is_requested_ && ending_ == Ending::none) {
    send_request();
  }
}

void LocalRun::take(DriverEvent event) {
  if (event.outcome) {
    outcome_ = std::move(event.outcome);
  } else if (event.event == "cell") {
    cell_ = event.cell;
    NotebookEvent progress;
    progress.run = id_;
    progress.state = "running";
    progress.cell = event.cell;
    progress.cells = event.cells;
    report_(std::move(progress));
  }
}

void LocalRun::read_script() {
  keep_output(redactor_.feed(helper_->helper.read()));
}

void LocalRun::keep_output(const std::string& text) {
  output_ += text;
  if (output_.size() > k_output_bytes) {
    output_.erase(0, output_.size() - k_output_bytes);
  }
}

void LocalRun::advance() {
  if (!helper_ || is_over_) {
    return;
  }
  kind_ == NotebookKind::notebook ? read_driver() : read_script();
  if (helper_->helper.descriptor() < 0 || helper_->helper.has_ended()) {
    kind_ == NotebookKind::notebook ? read_driver() : read_script();  // what came before the end
    finish();
  } else if (Clock::now() >= next_step_) {
    end_step();
  }
}

void LocalRun::cancel() {
  if (!is_over_ && ending_ == Ending::none) {
    is_cancelled_ = true;
    next_step_ = Clock::now();
  }
}

// First the kernel is interrupted, so that the notebook can be kept as far as it came; then what is
// below the reaper is terminated, then the reaper killed.
void LocalRun::end_step() {
  const auto now = Clock::now();
  if (ending_ == Ending::none && kind_ == NotebookKind::notebook && is_requested_) {
    ending_ = Ending::asked;
    next_step_ = now + k_driver_grace;
    helper_->helper.send(is_cancelled_ ? R"({"op": "stop", "why": "cancel"})"
                                       : R"({"op": "stop", "why": "timeout"})");
  } else if (ending_ == Ending::none || ending_ == Ending::asked) {
    ending_ = Ending::terminated;
    next_step_ = now + k_reaper_grace;
    helper_->helper.terminate();
  } else {
    ending_ = Ending::killed;
    next_step_ = now + k_reaper_grace;
    helper_->helper.kill();
  }
}

void LocalRun::finish() {
  const process::Exit exit = helper_->helper.finish();
  const std::string refusal = helper_->refusal;
  if (helper_->is_fatal) {
    fatal_reason_ = refusal;
  }
  helper_.reset();
  keep_output(redactor_.finish());
  if (outcome_) {
    report_outcome(*std::exchange(outcome_, std::nullopt));
  } else if (kind_ == NotebookKind::notebook && !is_requested_ && ending_ == Ending::none) {
    if (!refusal.empty()) {
      give_up(refusal);
    }  // else it died early: needs_helper
  } else {
    report_outcome(outcome_without_word(exit));
  }
}

NotebookOutcome LocalRun::outcome_without_word(const process::Exit& exit) {
  if (ending_ != Ending::none) {
    return ended_by_us();
  }
  if (kind_ != NotebookKind::notebook) {
    return outcome_of_script(exit, std::move(output_));
  }
  NotebookOutcome outcome;
  outcome.status = Status::crashed;
  outcome.cell = cell_;
  outcome.reason = exit.signal
                       ? "the helper of its kernel was killed by " + signal_word(*exit.signal)
                       : fmt::format("the helper of its kernel ended with exit code {}",
                                     exit.exit_code.value_or(-1));
  return outcome;
}

NotebookOutcome LocalRun::ended_by_us() const {
  NotebookOutcome outcome;
  outcome.was_cancelled = is_cancelled_;
  outcome.cell = cell_;
  outcome.output = output_;
  outcome.status = !is_cancelled_                                      ? Status::timed_out
                   : kind_ == NotebookKind::notebook && !is_requested_ ? Status::not_run
                                                                       : Status::failed;
  return outcome;
}

void LocalRun::give_up(const std::string& reason) {
  NotebookOutcome outcome;
  outcome.status = Status::failed;
  outcome.reason = reason;
  report_outcome(std::move(outcome));
}

void LocalRun::report_outcome(NotebookOutcome outcome) {
  is_over_ = true;
  if (outcome.duration.count() == 0 || outcome.status == Status::timed_out) {
    outcome.duration = Clock::now() - began_;
  }
  if (outcome.reason.empty() && outcome.status == Status::timed_out) {
    outcome.reason = fmt::format("it took longer than {:g} s", seconds_of(task_.timeout));
  } else if (outcome.reason.empty() && outcome.was_cancelled) {
    outcome.reason = "it was cancelled";
  }
  NotebookEvent event;
  event.run = id_;
  event.outcome = std::move(outcome);
  report_(std::move(event));
}

}  // namespace testtracker::notebook
