#include "session/process_fold.hpp"

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <variant>

namespace testtracker::session {
namespace {

struct PlannedTestHash {
  std::size_t operator()(const PlannedTest& test) const noexcept {
    const std::hash<const std::string*> hash;
    return hash(test.first) * 31 + hash(test.second);
  }
};

void set_param(std::vector<Param>& params, Param param) {
  const auto same = std::find_if(params.begin(), params.end(),
                                 [&](const Param& known) { return known.name == param.name; });
  if (same == params.end()) {
    params.push_back(std::move(param));
  } else {
    same->value = std::move(param.value);
  }
}

}  // namespace

void ProcessFold::add(Record record) {
  offset_ = record.offset;
  last_offset_ = std::max(last_offset_, record.offset);
  std::visit([this](auto& event) { apply(event); }, record.event);
}

std::vector<PlannedTest> ProcessFold::never_started() const {
  if (planned_.empty()) {
    return {};
  }
  std::unordered_set<PlannedTest, PlannedTestHash> started;
  started.reserve(runs_.size());
  for (const auto& run : runs_) {
    started.insert({run.suite, run.name});
  }
  std::vector<PlannedTest> missing;
  for (const auto& test : planned_) {
    if (started.insert(test).second) {  // also drops a test that was announced twice
      missing.push_back(test);
    }
  }
  return missing;
}

Progress ProcessFold::progress() const noexcept {
  return {finished_runs_, bad_runs_, runs_.size() + planned_.size()};
}

void ProcessFold::apply(ProgramStarted& event) {
  start_ = std::move(event);
}

void ProcessFold::apply(TestsPlanned& event) {
  ended_.reset();  // the program runs its tests once more
  for (const auto& test : event.tests) {
    planned_.emplace_back(pool_->intern(test.suite), pool_->intern(test.name));
  }
}

void ProcessFold::apply(IterationStarted& event) {
  iteration_ = event.iteration;
}

void ProcessFold::apply(TestStarted& event) {
  ended_.reset();
  auto& run = append_run(event.id, event.suite, event.name);
  run.type_param = pool_->intern(event.type_param);
  run.value_param = pool_->intern(event.value_param);
  run.file = pool_->intern(event.file);
  run.line = event.line;
  if (!event.tags.empty()) {
    run.extras = std::make_unique<Extras>();
    run.extras->tags = std::move(event.tags);
  }
}

void ProcessFold::apply(TestDescribed& event) {
  auto* const run = find_run(event.id);
  if (run == nullptr) {
    return;
  }
  const auto learn = [this](const std::string*& known, const std::string& text) {
    known = text.empty() ? known : pool_->intern(text);
  };
  learn(run->type_param, event.type_param);
  learn(run->value_param, event.value_param);
  learn(run->file, event.file);
  run->line = event.line > 0 ? event.line : run->line;
}

void ProcessFold::apply(TestDisabled& event) {
  // Such a test has no id of its own; it stands behind the last one that started.
  auto& run = append_run(runs_.empty() ? 0 : runs_.back().id, event.suite, event.name);
  run.type_param = run.value_param = pool_->intern({});
  run.file = pool_->intern(event.file);
  run.line = event.line;
  end_run(run, Status::disabled);
}

void ProcessFold::apply(FailureReported& event) {
  Failure failure{event.phase, event.kind, std::move(event.file), event.line,
                  std::move(event.text)};
  if (find_run(event.test) != nullptr) {
    extras_of(event.test).failures.push_back(std::move(failure));
    return;
  }
  auto report = outside_report(event.phase, std::move(event.suite));
  report.failure = std::move(failure);
  failures_.push_back(std::move(report));
}

void ProcessFold::apply(SkipReported& event) {
  if (find_run(event.test) != nullptr) {
    extras_of(event.test).skip_reason = std::move(event.text);
    return;
  }
  auto report = outside_report(event.phase, std::move(event.suite));
  report.failure.text = std::move(event.text);
  skips_.push_back(std::move(report));
}

void ProcessFold::apply(PartEnded& event) {
  if (find_run(event.test) != nullptr) {
    extras_of(event.test).parts.push_back({std::move(event.path), event.status, event.duration});
  }
}

void ProcessFold::apply(FatalSignal& event) {
  fatal_signal_ = event.signal;
}

void ProcessFold::apply(TestEnded& event) {
  if (auto* run = find_run(event.id)) {
    end_run(*run, event.status);
    run->duration = event.duration;
    run->retried = event.retried;
  }
}

void ProcessFold::apply(MetricReported& event) {
  extras_of(event.test).metrics.push_back({std::move(event.name), event.value, offset_});
}

void ProcessFold::apply(ParamReported& event) {
  set_param(extras_of(event.test).params, {std::move(event.name), std::move(event.value)});
}

void ProcessFold::apply(AttachmentReported& event) {
  extras_of(event.test).attachments.push_back({std::move(event.name), std::move(event.path)});
}

void ProcessFold::apply(NoteReported& event) {
  extras_of(event.test).notes.push_back(std::move(event.text));
}

void ProcessFold::apply(SpanEnded& event) {
  extras_of(event.test).spans.push_back({std::move(event.name), event.start, event.duration});
}

void ProcessFold::apply(ProgramEnded& event) {
  ended_ = event;
}

void ProcessFold::apply(ProcessExited& event) {
  if (event.test != 0) {
    extras_of(event.test).exited = event;
  }
  exits_.push_back({offset_, std::move(event)});
}

void ProcessFold::end_run(TestRun& run, Status status) {
  finished_runs_ += run.ended ? 0U : 1U;
  bad_runs_ += !run.ended && is_bad(status) ? 1U : 0U;
  run.status = status;
  run.ended = true;
}

TestRun& ProcessFold::append_run(TestId id, const std::string& suite, const std::string& name) {
  TestRun run;
  run.id = id;
  run.suite = pool_->intern(suite);
  run.name = pool_->intern(name);
  run.iteration = iteration_;
  run.offset = offset_;
  if (!planned_.empty() && planned_.front() == PlannedTest{run.suite, run.name}) {
    planned_.pop_front();
  }
  // Nearly always the end: ids are given in the order in which tests start, but two threads may
  // write their records the other way round.
  const auto behind =
      runs_.empty() || runs_.back().id <= id
          ? runs_.end()
          : std::upper_bound(runs_.begin(), runs_.end(), id,
                             [](TestId value, const TestRun& other) { return value < other.id; });
  return *runs_.insert(behind, std::move(run));
}

TestRun* ProcessFold::find_run(TestId id) {
  const auto same =
      std::lower_bound(runs_.begin(), runs_.end(), id,
                       [](const TestRun& run, TestId value) { return run.id < value; });
  // A disabled test behind it carries the same id.
  return id != 0 && same != runs_.end() && same->id == id ? &*same : nullptr;
}

Extras& ProcessFold::extras_of(TestId id) {
  auto* run = find_run(id);
  if (run == nullptr) {
    return own_;
  }
  if (!run->extras) {
    run->extras = std::make_unique<Extras>();
  }
  return *run->extras;
}

OutsideReport ProcessFold::outside_report(Phase phase, std::string suite) {
  OutsideReport report;
  report.phase = phase == Phase::test ? Phase::program : phase;
  report.suite = std::move(suite);
  report.iteration = iteration_;
  report.offset = offset_;
  return report;
}

}  // namespace testtracker::session
