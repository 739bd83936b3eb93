#pragma once

// What `testtracker run` and `testtracker ctest` have in common: settings, a session around one
// program, waiting for its delivery, telling about it.

#include "cli/common_options.hpp"
#include "cli/run/forwarded_signals.hpp"
#include "cli/run/output_relay.hpp"
#include "cli/run/tracked_run.hpp"
#include "process/command.hpp"

#include <testtracker/result.hpp>

#include <CLI/App.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {

struct RunOptions {
  double timeout_s = 0;                ///< 0 = none
  double wait_s = -1;                  ///< negative = the default
  std::vector<std::string> reports{};  ///< what the program writes its results into
};

/// Adds --wait and --require-upload to a verb. Both must outlive it.
void add_delivery_options(CLI::App& verb, RunOptions& options, CommonOptions& common);

/// One call of such a verb: `begin`, then `run` once.
class RunSession {
 public:
  using Changes = std::vector<std::pair<std::string, std::optional<std::string>>>;

  /// What else happens around the program.
  struct Hooks {
    std::function<void(const ProcessStat& child)> on_start;
    std::function<void(const process::Exit&)> on_end;
  };

  /// Both must outlive it.
  RunSession(const RunOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  /// Reads the settings and creates or joins the session, unless testtracker is switched off. That
  /// nothing can be recorded is an error only with --require-upload, else it is told.
  Result<void> begin(const std::vector<std::string>& command);
  /// Null when nothing is recorded.
  [[nodiscard]] TrackedRun* tracked() noexcept { return tracked_ ? &*tracked_ : nullptr; }

  /// A program that does not record itself is recorded from outside, by the reports that it shall
  /// write or by what it prints. `command`: its argv.
  void observe_unmodified_program(const std::vector<std::string>& command);

  /// Runs the program, waits for the delivery and tells about it. `command.environment` is added to
  /// what the session needs. Returns the exit code.
  int run(process::Command command, const Hooks& hooks);

 private:
  const RunOptions& options_;
  const CommonOptions& common_;
  const ForwardedSignals signals_;
  bool is_upload_required_ = false;
  Changes environment_;  // of the program, as changes to ours
  std::optional<TrackedRun> tracked_;
  OutputRelay relay_{[this](std::string_view bytes) { tracked_->observed()->feed(bytes); }};
};

}  // namespace testtracker::cli
