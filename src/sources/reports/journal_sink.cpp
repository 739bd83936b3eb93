#include "sources/reports/journal_sink.hpp"

#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace testtracker::sources {
namespace {

// Texts were cut by the readers already, with a mark behind.
constexpr std::size_t k_room_for_marks = 1024;

}  // namespace

std::string JournalSink::next_process() {
  return processes_.emplace_back(prefix_ + "-" + std::to_string(processes_.size() + 1));
}

void JournalSink::begin_report(const ReportOrigin& origin) {
  origin_ = origin;
  results_ = 0;
}

Result<void> JournalSink::end_report(const std::optional<std::string>& problem) {
  if (problem && !journal_ && !error_) {
    return {};  // nothing was in it: nothing is lost that anybody knew of
  }
  if (problem && journal_) {
    FailureReported lost;
    lost.phase = Phase::program;
    lost.text = "Its report is broken, and what follows in it is lost: " + *problem;
    failure(lost);
  }
  close_journal(!problem);
  if (auto error = std::exchange(error_, std::nullopt)) {
    return *std::move(error);
  }
  return {};
}

ProgramStarted JournalSink::first_record() const {
  if (origin_.ran) {
    return *origin_.ran;
  }
  ProgramStarted start;
  start.kind = "import";
  start.wall_time = origin_.written;
  return start;
}

void JournalSink::program(const ReportedProgram& program) {
  close_journal(true);
  ProgramStarted start = first_record();
  start.process = next_process();
  start.host = program.host.empty() ? start.host : program.host;
  start.program = program_name_ = program.name;
  start.wall_time = program.started.value_or(start.wall_time);
  start.framework = program.framework;
  start.framework_version = program.framework_version;
  JournalWriterOptions options;
  options.max_text_bytes = k_max_text_bytes + k_room_for_marks;
  auto journal = JournalWriter::create(folder_.journal_path(start.process), start, options);
  if (!journal) {
    error_ = error_ ? error_ : journal.error();
    return;
  }
  journal_.emplace(*std::move(journal));
  last_id_ = 0;
  clock_ = {};
  passed_ = true;
  journal_->set_time(clock_);
}

void JournalSink::test(ReportedTest& test) {
  if (!journal_) {
    return;
  }
  ++results_;
  for (auto& attempt : test.earlier) {
    write_attempt(test, attempt, true);
  }
  write_attempt(test, test.attempt, false);
}

void JournalSink::write_attempt(ReportedTest& test, ReportedAttempt& attempt, bool is_retried) {
  tally_.add(program_name_, test.suite, test.name, attempt.status, is_retried);
  if (attempt.status == Status::disabled) {
    journal_->append(TestDisabled{test.suite, test.name, test.file, test.line});
    return;
  }
  const auto id = ++last_id_;
  journal_->append(TestStarted{id, test.suite, test.name, test.type_param, test.value_param,
                               test.file, test.line, test.tags});
  for (auto& failure : attempt.failures) {
    failure.test = id;
    journal_->append(failure);
  }
  if (!attempt.skip_reason.empty()) {
    SkipReported skip;
    skip.test = id;
    skip.text = std::move(attempt.skip_reason);
    journal_->append(skip);
  }
  if (!is_retried) {
    write_extras(test);
  }
  clock_ += std::max(attempt.duration, std::chrono::nanoseconds::zero());
  journal_->set_time(clock_);
  journal_->append(TestEnded{id, attempt.status, attempt.duration, is_retried});
  passed_ = passed_ && (is_retried || !is_bad(attempt.status));
}

void JournalSink::write_extras(ReportedTest& test) {
  for (auto& metric : test.metrics) {
    metric.test = last_id_;
    journal_->append(metric);
  }
  for (auto& param : test.params) {
    param.test = last_id_;
    if (!is_secret_(param.name, param.value)) {
      journal_->append(param);
    }
  }
  for (auto& note : test.notes) {
    journal_->append(NoteReported{last_id_, std::move(note)});
  }
}

void JournalSink::failure(const FailureReported& failure) {
  if (journal_) {
    passed_ = false;
    tally_.add(program_name_, failure.suite, "\n" + std::to_string(static_cast<int>(failure.phase)),
               Status::failed, false);
    journal_->append(failure);
  }
}

void JournalSink::param(const ParamReported& param) {
  if (journal_ && !is_secret_(param.name, param.value)) {
    journal_->append(param);
  }
}

void JournalSink::note(const NoteReported& note) {
  if (journal_) {
    journal_->append(note);
  }
}

// Without its last record, as that of a program that died: no exit code excuses what is lost.
void JournalSink::close_journal(bool is_whole) {
  if (!journal_) {
    return;
  }
  if (is_whole || !origin_.ran) {
    journal_->append(ProgramEnded{passed_, journal_->lost_records()});
  }
  if (journal_->lost_records() > 0 && !error_) {
    error_ =
        Error{ErrorCode::io, "write the journal of " + origin_.program + " in " + folder_.path() +
                                 ": " + std::strerror(journal_->last_errno())};
  }
  journal_.reset();
}

}  // namespace testtracker::sources
