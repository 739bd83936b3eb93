#include "cli/notebook/notebook_run.hpp"

#include "base/process.hpp"
#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/notebook/notebook_engines.hpp"
#include "cli/notebook/notebook_journal.hpp"
#include "cli/notebook/notebook_words.hpp"
#include "cli/run/forwarded_signals.hpp"
#include "cli/run/recording.hpp"
#include "cli/task_progress.hpp"
#include "notebook/supervisor.hpp"
#include "recorder/new_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include <unistd.h>

namespace testtracker::cli {
namespace {

using notebook::NotebookOutcome;
using Clock = std::chrono::steady_clock;

/// One call.
class NotebookRun {
 public:
  NotebookRun(const NotebookRunRequest& request, const CommonOptions& common)
      : request_(request), common_(common), progress_(progress_form(common)) {
    signals_.stop_forwarding();  // from now on they ask us to stop
  }

  Result<int> run() {
    if (auto ready = prepare(); !ready) {
      return ready.error();
    }
    const notebook::SupervisorOptions how{
        static_cast<std::size_t>(settings_.integer("notebook.parallel")), request_.fail_fast};
    const notebook::SupervisorHooks hooks = make_hooks();
    notebook::Supervisor(*engine_, plan_.tasks, how, hooks).run();
    write_progress(progress_.erased());
    print_rest();
    const bool was_stopped = signals_.was_asked_to_stop();
    const bool has_passed = !was_stopped && ended_well_ == plan_.list.size();
    const int code = was_stopped  ? exit_codes::k_signal_base + SIGINT
                     : has_passed ? exit_codes::k_ok
                                  : exit_codes::k_failed;
    engine_.reset();
    if (!journal_) {
      return code;
    }
    journal_->finish(has_passed, was_stopped);
    if (!journal_->is_own()) {
      return code;
    }
    const SessionDelivery session{journal_->folder(), journal_->uploader(), journal_->log_path()};
    return await_delivery_and_tell(
        session, {request_.delivery.wait_s, is_upload_required_}, common_,
        [this, was_stopped] { return !was_stopped && signals_.was_asked_to_stop(); }, code);
  }

 private:
  Result<void> prepare() {
    auto recording = begin_recording(common_);
    if (!recording) {
      return recording.error();
    }
    is_upload_required_ = recording->is_upload_required;
    settings_ = recording->settings;
    const auto self = read_process_stat(::getpid());
    auto plan = request_.plan(settings_, recorder::new_session_id(self.value_or(ProcessStat{})));
    if (!plan) {
      return plan.error();
    }
    plan_ = *std::move(plan);
    results_.resize(plan_.list.size());
    auto environment = std::move(recording->former_environment);
    if (request_.is_recorded && !recording->is_switched_off) {
      if (auto begun = begin_journal(environment); !begun) {
        return begun;
      }
    }
    auto engine = make_notebook_engine(settings_, plan_, std::move(environment));
    if (journal_) {
      engine ? journal_->follow() : journal_->discard();
    }
    if (!engine) {
      return engine.error();
    }
    engine_ = *std::move(engine);
    return {};
  }

  Result<void> begin_journal(EnvironmentChanges& environment) {
    auto journal = NotebookJournal::create(plan_.list);
    if (journal) {
      journal_.emplace(*std::move(journal));
      for (auto& change : journal_->environment()) {
        environment.push_back(std::move(change));
      }
    } else if (is_upload_required_) {
      return journal.error();
    } else {
      complain("nothing will be recorded: " + journal.error().message);
    }
    return {};
  }

  notebook::SupervisorHooks make_hooks() {
    notebook::SupervisorHooks hooks;
    hooks.on_start = [this](std::size_t index) {
      progress_.begin(index, plan_.list[index].path, Clock::now());
      if (journal_) {
        journal_->start(index);
      }
    };
    hooks.on_progress = [this](std::size_t index, const notebook::NotebookEvent& event) {
      progress_.update(index, progress_words(event));
    };
    hooks.on_end = [this](std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
      progress_.end(index);
      if (journal_) {
        journal_->end(index, outcome, is_retried);
      }
      tell(index, outcome, is_retried);
      if (!is_retried) {
        ended_well_ += is_bad(outcome.status) ? 0U : 1U;
        // Only JSON is printed at the end; a thousand values of 5 MiB are not kept for nothing.
        results_[index] = common_.json ? outcome : NotebookOutcome{};
      }
    };
    hooks.on_tick = [this] { write_progress(progress_.drawn(Clock::now(), terminal_size())); };
    hooks.is_cancelled = [this] { return signals_.was_asked_to_stop(); };
    return hooks;
  }

  static void write_progress(const std::string& bytes) {
    if (!bytes.empty()) {
      fmt::print(stderr, "{}", bytes);
      std::fflush(stderr);
    }
  }

  void tell(std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
    write_progress(progress_.erased());
    const ListedNotebook& listed = plan_.list[index];
    if (!is_retried) {
      warn(listed, outcome);
    }
    if (common_.json || (common_.quiet && !is_bad(outcome.status))) {
      return;
    }
    fmt::print("{}\n", result_line(listed, outcome, is_retried));
    std::fflush(stdout);
  }

  // A parameter of all notebooks need not be read by each of them.
  void warn(const ListedNotebook& listed, NotebookOutcome outcome) {
    auto& unread = outcome.unread_parameters;
    const auto is_common = [&](const std::string& name) {
      return plan_.list.size() > 1 &&
             std::find(listed.own_parameters.begin(), listed.own_parameters.end(), name) ==
                 listed.own_parameters.end();
    };
    for (const auto& name : unread) {
      unread_[name] += is_common(name) ? 1U : 0U;
    }
    unread.erase(std::remove_if(unread.begin(), unread.end(), is_common), unread.end());
    for (const auto& warning : warnings_of(outcome)) {
      complain_unless_quiet(listed.path + ": " + warning);
    }
  }

  void complain_unless_quiet(const std::string& sentence) const {
    if (!common_.quiet) {
      complain(sentence);
    }
  }

  void print_rest() const {
    for (const auto& [name, notebooks] : unread_) {
      if (notebooks == plan_.list.size()) {
        complain_unless_quiet("the parameter " + name + " is read by none of the notebooks");
      }
    }
    if (common_.json) {
      fmt::print("{}\n", results_json(plan_.list, results_));
    }
    for (std::size_t i = 0; i < plan_.list.size() && !common_.json; ++i) {
      if (!results_[i]) {
        fmt::print("{}\n", not_run_line(plan_.list[i]));
      }
    }
    std::fflush(stdout);
  }

  const NotebookRunRequest& request_;
  const CommonOptions& common_;
  const ForwardedSignals signals_;
  settings::Settings settings_;
  NotebookPlan plan_;
  std::unique_ptr<notebook::NotebookEngine> engine_;
  std::optional<NotebookJournal> journal_;
  bool is_upload_required_ = false;
  std::vector<std::optional<NotebookOutcome>> results_;
  std::size_t ended_well_ = 0;
  std::map<std::string, std::size_t> unread_;  // of parameters of all: by how many notebooks
  TaskProgress progress_;
};

}  // namespace

Result<int> run_notebooks(const NotebookRunRequest& request, const CommonOptions& common) {
  return NotebookRun(request, common).run();
}

}  // namespace testtracker::cli
