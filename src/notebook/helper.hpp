#pragma once

// A reaper and the program below it: how the local engine starts a notebook's processes, talks to
// them and gets rid of all of them. Specified in docs/notebooks.md, "Processes".

#include "base/unique_fd.hpp"
#include "process/child_process.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::notebook {

struct HelperCommand {
  std::string reaper;                  ///< path of testtracker-reap
  std::vector<std::string> arguments;  ///< of the program
  std::string directory;               ///< working directory, empty = ours
  std::string log_path;  ///< takes standard error; empty = it goes where standard output goes
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
  std::string mark;  ///< see marked_processes.hpp
};

/// Move-only. The destructor kills everything below. Not thread-safe; belongs to the thread that
/// started it, whose end would be taken for ours (prctl(2), PR_SET_PDEATHSIG).
class Helper {
 public:
  /// Errors: as process::ChildProcess::start.
  static Result<Helper> start(const HelperCommand& command);

  Helper(Helper&& other) noexcept
      : child_(std::exchange(other.child_, std::nullopt)),
        mark_(std::move(other.mark_)),
        input_(std::move(other.input_)),
        output_(std::move(other.output_)) {}
  Helper& operator=(Helper&& other) noexcept;
  ~Helper();

  /// For poll(2); -1 once its end was read.
  [[nodiscard]] int descriptor() const noexcept { return output_.get(); }
  /// One line to the program's standard input. That nobody reads it is no error: its end tells.
  void send(const std::string& line);
  /// No more will be sent.
  void close_input() { input_.reset(); }
  /// What was written to standard output since the last call; does not wait.
  [[nodiscard]] std::string read();
  /// The reaper is gone, and with it everything below.
  [[nodiscard]] bool has_ended() const;
  /// SIGTERM: the reaper ends what is below, then itself.
  void terminate() const noexcept;
  /// SIGKILL, for a reaper that does not answer.
  void kill() const noexcept;
  /// Waits for the reaper, a few seconds at most, and kills what is left. Requires: called once,
  /// `read` was called until its end or `has_ended`.
  process::Exit finish();

 private:
  Helper(process::ChildProcess child, std::string mark, UniqueFd input, UniqueFd output)
      : child_(std::move(child)),
        mark_(std::move(mark)),
        input_(std::move(input)),
        output_(std::move(output)) {}
  void end_all() noexcept;

  std::optional<process::ChildProcess> child_;  // empty once finished
  std::string mark_;
  UniqueFd input_;
  UniqueFd output_;
};

}  // namespace testtracker::notebook
