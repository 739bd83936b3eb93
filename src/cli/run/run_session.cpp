#include "cli/run/run_session.hpp"

#include "base/program_path.hpp"
#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/run/recording.hpp"
#include "process/child_process.hpp"
#include "sources/programs/program_kind.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace testtracker::cli {
namespace {

std::optional<std::string> variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

process::Patience patience_with_program(const RunOptions& options) {
  process::Patience patience;
  if (options.timeout_s > 0) {
    patience.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(options.timeout_s));
  }
  return patience;
}

int exit_code_of(const process::Exit& exit) {
  if (exit.timed_out) {
    return exit_codes::k_timed_out;
  }
  return exit.signal ? exit_codes::k_signal_base + *exit.signal
                     : exit.exit_code.value_or(exit_codes::k_failed);
}

}  // namespace

void add_delivery_options(CLI::App& verb, RunOptions& options, CommonOptions& common) {
  verb.add_option("--wait", options.wait_s,
                  "Seconds to wait for the delivery at the end; 10 when not given")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber);
  verb.add_flag_callback(
      "--require-upload", [&common] { common.flags["require_upload"] = "true"; },
      "Exit with 3 when the tests passed and the results were not delivered");
}

Result<void> RunSession::begin(const std::vector<std::string>& command) {
  auto recording = begin_recording(common_);
  if (!recording) {
    return recording.error();
  }
  is_upload_required_ = recording->is_upload_required;
  environment_ = std::move(recording->former_environment);
  if (recording->is_switched_off) {
    return {};
  }
  auto created = TrackedRun::create(command);
  if (created) {
    tracked_.emplace(*std::move(created));
  } else if (is_upload_required_) {
    return created.error();
  } else {
    complain("nothing will be recorded: " + created.error().message);
  }
  return {};
}

void RunSession::observe_unmodified_program(const std::vector<std::string>& command) {
  if (tracked_ && !options_.reports.empty()) {
    tracked_->expect_reports(options_.reports);
    return;
  }
  const auto path = find_program(command.front(), variable("PATH").value_or(""));
  if (!path || !tracked_) {
    return;  // what starts it says it better
  }
  const auto kind = sources::program_kind(*path);
  if (!kind.has_listener) {
    tracked_->observe(*path, kind, command);
  }
}

int RunSession::run(process::Command command, const Hooks& hooks) {
  if (tracked_) {
    const Changes changes = tracked_->environment();
    environment_.insert(environment_.end(), changes.begin(), changes.end());
  }
  auto* const observed = tracked_ ? tracked_->observed() : nullptr;
  const bool is_relayed = observed != nullptr && observed->reads_output();
  if (is_relayed) {
    relay_.redirect(command);
  }
  if (observed != nullptr) {
    const auto more = observed->arguments();
    command.arguments.insert(command.arguments.end(), more.begin(), more.end());
    command.side_descriptor = observed->side_descriptor();
    command.on_side_news = [observed] { observed->read_side_news(); };
  }
  command.environment.insert(command.environment.end(), environment_.begin(), environment_.end());
  // A group of its own can be killed whole, but must not read from a terminal.
  command.own_group = options_.timeout_s > 0 && ::isatty(STDIN_FILENO) == 0;
  auto child = process::ChildProcess::start(command);
  if (!child) {
    complain(child.error().message);
    if (tracked_) {
      tracked_->discard();
    }
    return exit_codes::of_failed_start(child.error().code);
  }
  signals_.forward_to(child->pid(), child->has_own_group());
  ProcessStat identity;
  identity.pid = child->pid();
  identity.start_ticks = child->start_ticks();
  if (hooks.on_start) {
    hooks.on_start(identity);
  }
  if (tracked_) {
    tracked_->child_started(identity);
  }
  if (is_relayed) {
    relay_.belongs_to(*child);
  }
  const process::Exit exit = child->wait(patience_with_program(options_));
  signals_.stop_forwarding();
  if (hooks.on_end) {
    hooks.on_end(exit);
  }
  if (tracked_) {
    tracked_->child_ended(identity, exit);
  }
  const int code = exit_code_of(exit);
  if (!tracked_ || !tracked_->is_own()) {
    return code;
  }
  const SessionDelivery delivery{tracked_->folder(), tracked_->uploader(), tracked_->log_path()};
  return await_delivery_and_tell(
      delivery, {options_.wait_s, is_upload_required_}, common_,
      [this] { return signals_.was_asked_to_stop(); }, code);
}

}  // namespace testtracker::cli
