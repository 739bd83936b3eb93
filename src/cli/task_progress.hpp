#pragma once

// What notebooks and deployments show on stderr while they work: on a terminal a line for each task
// that runs, redrawn in place; otherwise a sentence now and then about each that takes long. Pure:
// it is told the time and returns what to write. Specified in docs/notebooks.md.

#include "cli/common_options.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace testtracker::cli {

enum class ProgressForm { none, redrawn, sentences };

/// As stderr is; none with --quiet and --json.
[[nodiscard]] ProgressForm progress_form(const CommonOptions& common);

struct TerminalSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// Of the terminal that stderr is; 80 × 24 when it does not tell.
[[nodiscard]] TerminalSize terminal_size();

/// Not thread-safe. `drawn` and `erased` return bytes for stderr, in the order of the calls.
class TaskProgress {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit TaskProgress(ProgressForm form) : form_(form) {}

  void begin(std::size_t index, std::string name, TimePoint now);
  /// How far it is, in a few words: `cell 2 of 5`. Nothing for a task that does not run.
  void update(std::size_t index, std::string words);
  void end(std::size_t index);

  /// What is over at a glance is not shown. Empty when nothing changed.
  std::string drawn(TimePoint now, TerminalSize size);
  /// Takes away what is drawn, so that lines of others can stand there.
  std::string erased();

 private:
  struct Running {
    std::string name;
    TimePoint since;
    TimePoint told;  // for sentences: when last
    std::string words;
  };

  [[nodiscard]] static std::string line_of(const Running& running, TimePoint now);
  std::string redrawn(TimePoint now, TerminalSize size);
  std::string sentences(TimePoint now);

  ProgressForm form_;
  std::map<std::size_t, Running> running_;
  std::string shown_;  // as it stands on the terminal
};

}  // namespace testtracker::cli
