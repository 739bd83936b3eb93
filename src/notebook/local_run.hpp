#pragma once

// One notebook or script of the local engine, from its start to its outcome: reads what its helper
// says, and ends it when its time is up. Only local_engine.cpp uses it.

#include "notebook/engine.hpp"
#include "notebook/helper.hpp"
#include "notebook/notebook_kind.hpp"
#include "notebook/outcome_reading.hpp"
#include "redact/redactor.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::notebook {

/// A helper with the driver in it, from its start on; it has a kernel once it is warm.
struct KernelHelper {
  Helper helper;
  std::string folder;
  std::string unread{};  ///< the beginning of a line whose end is still to come
  bool is_warm = false;
  std::string refusal{};  ///< why it cannot have a kernel; it ends by itself
  bool is_fatal = false;  ///< no other one could either
};

class LocalRun {
 public:
  using Clock = std::chrono::steady_clock;
  using Report = std::function<void(NotebookEvent)>;

  /// `report` takes its events; it and `secrets` must outlive the run.
  LocalRun(RunId id, NotebookTask task, NotebookKind kind, const Report& report,
           const std::vector<std::string>& secrets)
      : id_(id),
        task_(std::move(task)),
        kind_(kind),
        report_(report),
        secrets_(secrets),
        redactor_(secrets),
        next_step_(Clock::now() + task_.timeout) {}

  /// Gives it the helper that it shall use. Called again when `needs_helper`.
  void use(KernelHelper helper);
  /// Its helper died before the notebook was handed over: another one may try.
  [[nodiscard]] bool needs_helper() const noexcept { return !helper_ && !is_over_; }
  [[nodiscard]] int starts() const noexcept { return starts_; }
  [[nodiscard]] RunId id() const noexcept { return id_; }
  [[nodiscard]] bool is_over() const noexcept { return is_over_; }
  [[nodiscard]] const NotebookTask& task() const noexcept { return task_; }
  [[nodiscard]] NotebookKind kind() const noexcept { return kind_; }
  [[nodiscard]] int descriptor() const { return helper_ ? helper_->helper.descriptor() : -1; }
  /// When the next step of its end is due, if nothing happens before.
  [[nodiscard]] Clock::time_point next_step() const noexcept { return next_step_; }
  /// The refusal that would meet every other notebook too; empty = none.
  [[nodiscard]] const std::string& fatal_reason() const noexcept { return fatal_reason_; }

  /// Reads, answers, ends: whatever is due.
  void advance();
  void cancel();
  /// It cannot have a helper.
  void give_up(const std::string& reason);

 private:
  enum class Ending { none, asked, terminated, killed };

  void read_driver();
  void take(DriverEvent event);
  void read_script();
  void keep_output(const std::string& text);
  void send_request();
  void end_step();
  void finish();
  NotebookOutcome outcome_without_word(const process::Exit& exit);
  void report_outcome(NotebookOutcome outcome);
  [[nodiscard]] NotebookOutcome ended_by_us() const;

  RunId id_;
  NotebookTask task_;
  NotebookKind kind_;
  const Report& report_;
  const std::vector<std::string>& secrets_;
  redact::Redactor redactor_;  // of what a script prints; the driver has its own
  std::optional<KernelHelper> helper_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point next_step_;
  Ending ending_ = Ending::none;
  bool is_cancelled_ = false;
  bool is_requested_ = false;
  bool is_over_ = false;
  int starts_ = 0;
  std::int32_t cell_ = 0;
  std::string output_;
  std::string fatal_reason_;
  std::optional<NotebookOutcome> outcome_;
};

/// Handles the events of a helper; `take` gets all that are not about its start.
void read_events(KernelHelper& helper, const std::function<void(DriverEvent)>& take);

}  // namespace testtracker::notebook
