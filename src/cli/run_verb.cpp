// testtracker run: runs a program, its tests become one session, its exit code stays what it is.

#include "base/program_path.hpp"
#include "cli/complain.hpp"
#include "cli/delivery_wait.hpp"
#include "cli/exit_codes.hpp"
#include "cli/flag_variables.hpp"
#include "cli/forwarded_signals.hpp"
#include "cli/load_settings.hpp"
#include "cli/output_relay.hpp"
#include "cli/run_summary.hpp"
#include "cli/tracked_run.hpp"
#include "cli/verbs.hpp"
#include "process/child_process.hpp"
#include "server/local_server.hpp"
#include "sources/program_kind.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

namespace testtracker::cli {
namespace {

struct RunOptions {
  double timeout_s = 0;  ///< 0 = none
  double wait_s = -1;    ///< negative = the default
};

constexpr std::chrono::seconds k_usual_wait{10};
constexpr std::chrono::seconds k_required_wait{600};

using Changes = std::vector<std::pair<std::string, std::optional<std::string>>>;

std::optional<std::string> variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool is_switched_off() {
  const auto word = variable("TESTTRACKER");
  return word == "off" || word == "OFF" || word == "0";
}

// Puts the flags into our own environment, from where the session's description and the uploader
// take them. Returns what gives the program its environment back as it was.
Changes export_flags(const CommonOptions& common) {
  Changes restore;
  for (const auto& [name, value] : flag_variables(common, variable)) {
    restore.emplace_back(name, variable(name));
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  return restore;
}

process::Command child_command(const std::vector<std::string>& arguments, Changes environment,
                               const RunOptions& options) {
  process::Command command;
  command.arguments = arguments;
  command.environment = std::move(environment);
  // A group of its own can be killed whole, but must not read from a terminal.
  command.own_group = options.timeout_s > 0 && ::isatty(STDIN_FILENO) == 0;
  return command;
}

process::Patience patience_with_program(const RunOptions& options) {
  process::Patience patience;
  if (options.timeout_s > 0) {
    patience.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(options.timeout_s));
  }
  return patience;
}

std::chrono::milliseconds patience_with_delivery(const RunOptions& options, bool require_upload) {
  if (options.wait_s >= 0) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(options.wait_s * 1000));
  }
  return require_upload ? k_required_wait : k_usual_wait;
}

int exit_code_of(const process::Exit& exit) {
  if (exit.timed_out) {
    return exit_codes::k_timed_out;
  }
  return exit.signal ? exit_codes::k_signal_base + *exit.signal
                     : exit.exit_code.value_or(exit_codes::k_failed);
}

// One call of the verb.
class Run {
 public:
  Run(const RunOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  Result<int> run(const std::vector<std::string>& command) {
    const auto settings = load_settings(std::filesystem::current_path().string(), common_);
    if (!settings) {
      return settings.error();
    }
    is_upload_required_ = settings->boolean("require_upload");
    environment_ = export_flags(common_);
    if (auto begun = begin_session(command); !begun) {
      return begun.error();
    }
    return run_child(command);
  }

 private:
  Result<void> begin_session(const std::vector<std::string>& command) {
    if (is_switched_off()) {
      return {};
    }
    auto created = TrackedRun::create(command);
    if (created) {
      tracked_.emplace(*std::move(created));
      observe_unmodified_program(command.front());
      const Changes changes = tracked_->environment();
      environment_.insert(environment_.end(), changes.begin(), changes.end());
    } else if (is_upload_required_) {
      return created.error();
    } else {
      complain("nothing will be recorded: " + created.error().message);
    }
    return {};
  }

  /// A program that does not record itself is recorded from outside.
  void observe_unmodified_program(const std::string& name) {
    const auto path = find_program(name, variable("PATH").value_or(""));
    if (!path) {
      return;  // what starts it says it better
    }
    const auto kind = sources::program_kind(*path);
    if (!kind.has_listener && kind.framework == sources::Framework::googletest) {
      tracked_->observe(*path);
    }
  }

  int run_child(const std::vector<std::string>& command) {
    auto prepared = child_command(command, environment_, options_);
    if (tracked_ && tracked_->observed() != nullptr) {
      relay_.redirect(prepared);
    }
    auto child = process::ChildProcess::start(prepared);
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
    if (tracked_) {
      tracked_->child_started(identity);
    }
    if (tracked_ && tracked_->observed() != nullptr) {
      relay_.belongs_to(*child);
    }
    const process::Exit exit = child->wait(patience_with_program(options_));
    signals_.stop_forwarding();
    if (tracked_) {
      tracked_->child_ended(identity, exit);
    }
    const int code = exit_code_of(exit);
    return tracked_ && tracked_->is_own() ? await_delivery_and_tell(code) : code;
  }

  int await_delivery_and_tell(int code) const {
    RunSummary summary(tracked_->folder(), common_);
    summary.print_counts();
    WaitOptions wait;
    wait.patience = patience_with_delivery(options_, is_upload_required_);
    wait.is_excused = [here = std::filesystem::current_path().string()] {
      return server::is_starting(here);
    };
    wait.is_cancelled = [this] { return signals_.was_asked_to_stop(); };
    wait.on_wait = [&summary](const Outcome& outcome, std::chrono::milliseconds waited) {
      summary.show_progress(outcome, waited);
    };
    const Outcome outcome = await_delivery(tracked_->folder(), tracked_->uploader(), wait);
    summary.print_outcome(outcome, tracked_->uploader(), tracked_->log_path());
    const bool is_delivered = outcome.state == Outcome::State::delivered;
    return code == 0 && is_upload_required_ && !is_delivered ? exit_codes::k_not_delivered : code;
  }

  const RunOptions& options_;
  const CommonOptions& common_;
  const ForwardedSignals signals_;
  bool is_upload_required_ = false;
  Changes environment_;  // of the program, as changes to ours
  std::optional<TrackedRun> tracked_;
  OutputRelay relay_{[this](std::string_view bytes) { tracked_->observed()->feed(bytes); }};
};

Result<int> run_run(const RunOptions& options, const Program& program) {
  const auto command = program.command_to_run();
  if (!command) {
    return command.error();
  }
  return Run(options, program.common()).run(*command);
}

}  // namespace

void add_run(Program& program) {
  const auto options = std::make_shared<RunOptions>();
  Verb description{"run", "Run a program and report its tests",
                   [options, &program] { return run_run(*options, program); }};
  description.failure_code = exit_codes::k_before_start;
  description.runs_program = true;
  CLI::App& verb = program.add_verb(std::move(description));
  verb.footer(
      "The program and its arguments come last:\n"
      "  testtracker run --timeout 60 -- ./my_tests --gtest_filter=Parser.*");
  verb.add_option("--timeout", options->timeout_s,
                  "Seconds after which the program and what it started are ended")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber);
  verb.add_option("--wait", options->wait_s,
                  "Seconds to wait for the delivery at the end; 10 when not given")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber);
  verb.add_flag_callback(
      "--require-upload", [&common = program.common()] { common.flags["require_upload"] = "true"; },
      "Exit with 3 when the tests passed and the results were not delivered");
}

}  // namespace testtracker::cli
