#pragma once

// Runs notebooks as Databricks jobs: submit, watch, read the result, cancel. Any number at once
// from one thread; each step is one request, so that no slow answer and no pause of one run holds
// up another for longer. Specified in docs/databricks.md.
//
// A run goes: submitting → watching → reading → ended. A time-out and `cancel` ask Databricks to
// end the run and go on watching until it has. Should this process be killed, Databricks ends the
// run 30 s after its time-out, and a new engine with the same token finds the same run.

#include "databricks/job_options.hpp"
#include "databricks/messages.hpp"
#include "databricks/rest.hpp"
#include "notebook/engine.hpp"
#include "redact/redactor.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::databricks {

/// `rest` must outlive it.
class JobEngine final : public notebook::NotebookEngine {
 public:
  /// `options` are finalized. `secrets` are taken out of all that a run puts out; see
  /// docs/redaction.md.
  JobEngine(Rest& rest, JobOptions options, const std::vector<std::string>& secrets)
      : rest_(rest), options_(std::move(options)), redactor_(secrets) {}
  JobEngine(const JobEngine&) = delete;
  JobEngine& operator=(const JobEngine&) = delete;
  /// Asks Databricks, once each, to end what still runs.
  ~JobEngine() override;

  /// Only checks the task; the request is sent by `poll`.
  Result<notebook::RunId> start(const notebook::NotebookTask& task) override;
  std::vector<notebook::NotebookEvent> poll(
      std::chrono::steady_clock::time_point deadline) override;
  void cancel(notebook::RunId run) override;

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  enum class Step { submitting, watching, reading };
  enum class Ending { none, by_timeout, by_caller };

  struct Run {
    Call submission;
    std::string path;
    Step step = Step::submitting;
    bool was_sent = false;    ///< Databricks may know it
    std::int64_t run_id = 0;  ///< 0 = not known yet
    TaskRun task;             ///< as last seen
    std::string word;         ///< state that was told last
    TimePoint begin;
    TimePoint timeout;
    TimePoint next;             ///< when to act
    std::int32_t failures = 0;  ///< exchanges in a row that are to be repeated
    std::chrono::milliseconds pause{};
    Ending ending = Ending::none;
    bool is_cancel_sent = false;
    TimePoint give_up = TimePoint::max();  ///< of waiting for the end of a cancelled run
    std::string last_problem;
  };
  using MaybeEvent = std::optional<notebook::NotebookEvent>;

  MaybeEvent act(notebook::RunId id, Run& run);
  void begin_ending(Run& run, Ending ending) const;
  MaybeEvent submit(notebook::RunId id, Run& run);
  MaybeEvent send_cancel(notebook::RunId id, Run& run);
  MaybeEvent watch(notebook::RunId id, Run& run);
  MaybeEvent see(notebook::RunId id, Run& run, const JobRun& seen);
  MaybeEvent read(notebook::RunId id, Run& run);
  MaybeEvent failed(notebook::RunId id, Run& run, const Outcome& outcome);
  MaybeEvent unreadable(notebook::RunId id, Run& run, const Error& error);
  MaybeEvent end(notebook::RunId id, Run& run, notebook::NotebookOutcome outcome);
  MaybeEvent give_up(notebook::RunId id, Run& run);
  void redact(notebook::NotebookOutcome& outcome);
  [[nodiscard]] std::optional<TimePoint> next_time() const;

  Rest& rest_;
  JobOptions options_;
  redact::Redactor redactor_;
  std::map<notebook::RunId, Run> runs_;
  notebook::RunId last_id_ = 0;
};

}  // namespace testtracker::databricks
