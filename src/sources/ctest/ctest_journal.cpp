#include "sources/ctest/ctest_journal.hpp"

#include <unistd.h>

namespace testtracker::sources {
namespace {

// Its output is of interest.
bool went_wrong(Status status) {
  return status == Status::failed || status == Status::crashed || status == Status::timed_out;
}

// `Failed (exit code 3)`, `Failed: Required regular expression not found. …`
std::string in_words(const CtestVerdict& verdict, const ProcessExited* exited) {
  std::string text = verdict.word;
  if (!verdict.reason.empty()) {
    text += ": " + verdict.reason;
  } else if (verdict.status == Status::failed && exited != nullptr && exited->exit_code) {
    text += " (exit code " + std::to_string(*exited->exit_code) + ")";
  }
  return text;
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : separator) + word;
  }
  return text;
}

}  // namespace

void CtestJournal::plan(std::vector<CtestEntry> entries) {
  TestsPlanned planned;
  for (auto& entry : entries) {
    planned.tests.push_back({k_entry_suite, entry.name});
    entries_.emplace(entry.name, std::move(entry));
  }
  if (!planned.tests.empty()) {
    journal_.append(planned);
  }
}

TestId CtestJournal::begin_attempt(const std::string& name) {
  TestStarted started;
  started.id = ++last_id_;
  started.suite = k_entry_suite;
  started.name = name;
  const auto entry = entries_.find(name);
  if (entry != entries_.end()) {
    started.tags = entry->second.labels;
  }
  journal_.append(started);
  if (entry != entries_.end() && described_.insert(name).second) {
    describe(started.id, entry->second);
  }
  return started.id;
}

void CtestJournal::describe(TestId id, const CtestEntry& entry) {
  if (!entry.command.empty()) {
    journal_.append(NoteReported{id, "command: " + joined(entry.command, " ")});
  }
  if (!entry.fixtures.empty()) {
    journal_.append(NoteReported{id, "fixtures: " + joined(entry.fixtures, ", ")});
  }
  if (entry.will_fail) {
    journal_.append(NoteReported{id, "WILL_FAIL: it passes when its command fails"});
  }
}

void CtestJournal::start(const std::string& name) {
  running_[name] = begin_attempt(name);
}

void CtestJournal::end(const CtestVerdict& verdict) {
  const auto running = running_.find(verdict.name);
  const TestId id = running == running_.end() ? begin_attempt(verdict.name) : running->second;
  auto launch = launches_.take(verdict.name);
  if (launch) {
    launch->exited.test = id;
    launch->exited.timed_out = verdict.status == Status::timed_out;
    journal_.append(launch->exited);
  }
  report_reason(id, verdict, launch && launch->has_ended ? &launch->exited : nullptr);
  journal_.append(TestEnded{id, verdict.status,
                            launch && launch->has_ended ? launch->duration : verdict.duration});
  if (verdict.status != Status::disabled && verdict.status != Status::not_run) {
    awaited_[verdict.name].push_back(went_wrong(verdict.status) ? id : 0);
  }
  running_.erase(verdict.name);
}

// ctest writes this reason to standard error, away from the line that it belongs to.
CtestVerdict CtestJournal::with_known_reason(CtestVerdict verdict) const {
  const auto entry = entries_.find(verdict.name);
  if (verdict.status == Status::not_run && verdict.reason.empty() && entry != entries_.end()) {
    const auto& command = entry->second.command;
    if (command.empty() || ::access(command.front().c_str(), X_OK) != 0) {
      verdict.reason =
          "Unable to find executable" + (command.empty() ? "" : ": " + command.front());
    }
  }
  return verdict;
}

void CtestJournal::report_reason(TestId id, const CtestVerdict& verdict,
                                 const ProcessExited* exited) {
  if (verdict.status == Status::skipped) {
    journal_.append(SkipReported{id, Phase::test, {}, {}, 0, in_words(verdict, nullptr)});
  } else if (is_bad(verdict.status)) {
    journal_.append(FailureReported{id,
                                    Phase::test,
                                    {},
                                    FailureKind::assertion,
                                    {},
                                    0,
                                    in_words(with_known_reason(verdict), exited)});
  }
}

void CtestJournal::poll_outputs() {
  if (log_ == nullptr || awaited_.empty()) {
    return;
  }
  log_->poll();
  for (auto waiting = awaited_.begin(); waiting != awaited_.end();) {
    auto& [name, ids] = *waiting;
    while (!ids.empty()) {
      const auto output = log_->next_output(name);
      if (!output) {
        break;
      }
      if (ids.front() != 0 && !output->empty()) {
        journal_.append(
            FailureReported{ids.front(), Phase::test, {}, FailureKind::assertion, {}, 0, *output});
      }
      ids.erase(ids.begin());
    }
    waiting = ids.empty() ? awaited_.erase(waiting) : std::next(waiting);
  }
}

void CtestJournal::finish(bool passed) {
  poll_outputs();
  journal_.append(ProgramEnded{passed, journal_.lost_records()});
}

}  // namespace testtracker::sources
