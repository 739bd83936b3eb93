#include "session/process_ending.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

namespace testtracker::session {
namespace {

constexpr std::size_t k_none = static_cast<std::size_t>(-1);

class ExitMatcher {
 public:
  explicit ExitMatcher(const std::vector<FoldedProcess>& processes) : processes_(processes) {
    for (std::size_t i = 0; i < processes.size(); ++i) {
      by_key_.emplace(processes[i].fold->key(), i);
      by_pid_[processes[i].fold->start().pid].push_back(i);
    }
  }

  [[nodiscard]] std::size_t match(const ProcessExited& exited, const std::string& host,
                                  WallTime time) const {
    if (!exited.process.empty()) {
      const auto known = by_key_.find(exited.process);
      return known == by_key_.end() ? k_none : known->second;
    }
    const auto candidates = by_pid_.find(exited.pid);
    return candidates == by_pid_.end() ? k_none : last_before(candidates->second, host, time);
  }

 private:
  [[nodiscard]] std::size_t last_before(const std::vector<std::size_t>& candidates,
                                        const std::string& host, WallTime time) const {
    std::size_t any = k_none;
    std::size_t best = k_none;
    for (const auto index : candidates) {
      const auto& start = processes_[index].fold->start();
      if (start.host == host) {
        any = index;
        best = start.wall_time <= time ? index : best;
      }
    }
    // A clock that was set back can make all of them begin "after" their end.
    return best == k_none ? any : best;
  }

  const std::vector<FoldedProcess>& processes_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::unordered_map<std::int64_t, std::vector<std::size_t>> by_pid_;
};

void add_exit(ProcessEnding& ending, const ProcessExited& exited, WallTime time);

/// Finds the attempt of a ctest entry in which a process ran.
class EntryMatcher {
 public:
  explicit EntryMatcher(const std::vector<FoldedProcess>& processes) {
    for (const auto& process : processes) {
      if (process.fold->start().kind != "ctest") {
        continue;
      }
      for (const auto& run : process.fold->runs()) {
        if (run.extras && run.extras->exited) {
          attempts_[{*run.name, run.extras->exited->pid}] = {&run, process.fold};
        }
      }
    }
  }

  /// Adds to `ending` what ctest and its launcher know of the process.
  void judge(const FoldedProcess& process, ProcessEnding& ending) const {
    const auto& start = process.fold->start();
    const auto found = attempts_.find({start.entry, start.entry_pid});
    if (start.entry.empty() || start.nested || found == attempts_.end()) {
      return;
    }
    const auto& [run, ctest] = found->second;
    const auto end = ctest->start().wall_time + run->offset + run->duration;
    const auto& exited = *run->extras->exited;
    const bool is_command = start.parent_pid == start.entry_pid;
    if (is_command && (exited.exit_code || exited.signal)) {
      add_exit(ending, exited, std::max(ending.time, end));
    }
    if (run->ended && run->status == Status::timed_out && ending.state != ProcessState::ended) {
      ending.state = ProcessState::died;
      ending.timed_out = true;
      ending.time = std::max(ending.time, end);
    }
    ending.is_excused = run->ended && run->status == Status::passed;
  }

 private:
  struct Attempt {
    const TestRun* run = nullptr;
    const ProcessFold* ctest = nullptr;
  };
  std::map<std::pair<std::string, std::int64_t>, Attempt> attempts_;
};

bool has_run_everything(const ProcessFold& fold) {
  const auto& runs = fold.runs();
  return fold.never_started().empty() &&
         std::all_of(runs.begin(), runs.end(), [](const TestRun& run) { return run.ended; });
}

ProcessEnding by_own_word(const FoldedProcess& process) {
  ProcessEnding ending;
  const auto& fold = *process.fold;
  if (fold.ended()) {
    ending.state = ProcessState::ended;
    ending.ran_to_end = has_run_everything(fold);
  } else if (process.is_dead) {
    ending.state = ProcessState::died;
    ending.signal = fold.fatal_signal();
  }
  ending.time = fold.start().wall_time + fold.last_offset();
  return ending;
}

void add_exit(ProcessEnding& ending, const ProcessExited& exited, WallTime time) {
  if (ending.state == ProcessState::running) {
    ending.state = ProcessState::died;  // it was reaped; nothing more will come
  }
  ending.exit_code = exited.exit_code;
  ending.signal = exited.signal;
  ending.timed_out = exited.timed_out;
  ending.max_resident_bytes = exited.max_resident_bytes;
  ending.time = std::max(ending.time, time);
}

}  // namespace

ProcessEndings process_endings(const std::vector<FoldedProcess>& processes) {
  ProcessEndings result;
  result.endings.reserve(processes.size());
  std::transform(processes.begin(), processes.end(), std::back_inserter(result.endings),
                 by_own_word);
  const ExitMatcher matcher(processes);
  // Own words first, so that a parent's replace them.
  for (const bool own : {true, false}) {
    for (std::size_t teller = 0; teller < processes.size(); ++teller) {
      const auto& fold = *processes[teller].fold;
      for (const auto& seen : fold.exits()) {
        if (seen.exited.test != 0) {
          continue;  // an entry's: EntryMatcher has them
        }
        const auto time = fold.start().wall_time + seen.offset;
        const auto index = matcher.match(seen.exited, fold.start().host, time);
        if ((index == teller) != own) {
          continue;
        }
        if (index == k_none) {
          result.unrecorded.push_back({teller, time, seen.exited});
        } else {
          add_exit(result.endings[index], seen.exited, time);
        }
      }
    }
  }
  const EntryMatcher entries(processes);
  for (std::size_t i = 0; i < processes.size(); ++i) {
    entries.judge(processes[i], result.endings[i]);
  }
  return result;
}

bool excuses_failures(const ProcessEnding& ending) noexcept {
  return ending.is_excused ||
         (ending.ran_to_end && ending.exit_code == 0 && !ending.signal && !ending.timed_out);
}

Status status_of_failure(const ProcessEnding& ending) noexcept {
  return excuses_failures(ending) ? Status::expected_failure : Status::failed;
}

Status status_of_open_test(const ProcessEnding& ending) noexcept {
  if (ending.timed_out) {
    return Status::timed_out;
  }
  const bool left_by_itself = ending.exit_code || ending.state == ProcessState::ended;
  return left_by_itself && !ending.signal ? Status::exited : Status::crashed;
}

}  // namespace testtracker::session
