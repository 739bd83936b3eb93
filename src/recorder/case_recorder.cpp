#include "recorder/metric_params.hpp"

#include <testtracker/case_recorder.hpp>

#include <algorithm>
#include <unordered_set>

namespace testtracker {
namespace {

void append_line(std::string& text, const std::string& line) {
  text += text.empty() ? "" : "\n";
  text += line;
}

std::string tags_text(const TestCase& test) {
  std::string text;
  for (const std::string& tag : test.tags) {
    if (tag.empty() || tag.front() != '#') {  // of an option that names files, not of the source
      text += "[" + tag + "]";
    }
  }
  return text;
}

bool has_repeated_name(const std::vector<TestCase>& tests) {
  std::unordered_set<std::string_view> names;
  names.reserve(tests.size());
  return std::any_of(tests.begin(), tests.end(),
                     [&](const TestCase& test) { return !names.insert(test.name).second; });
}

}  // namespace

std::string suite_of(const TestCase& test) {
  if (!test.class_name.empty()) {
    return std::string(test.class_name);
  }
  const std::string_view file = test.file.substr(test.file.find_last_of("/\\") + 1);
  const std::string_view stem = file.substr(0, file.find_last_of('.'));
  return std::string(stem.empty() ? file : stem);
}

CaseRecorder& CaseRecorder::instance() {
  static CaseRecorder* const k_instance = new CaseRecorder;
  return *k_instance;
}

std::string CaseRecorder::display_name(const TestCase& test) const {
  std::string name(test.name);
  if (ambiguous_.empty() || ambiguous_.count({suite_of(test), name}) == 0) {
    return name;
  }
  const std::string tags = tags_text(test);
  return tags.empty() ? name : name + " " + tags;
}

void CaseRecorder::find_ambiguous_names(const std::vector<TestCase>& registered) {
  ambiguous_.clear();
  if (!has_repeated_name(registered)) {
    return;
  }
  std::set<std::pair<std::string, std::string>> seen;
  for (const TestCase& test : registered) {
    auto name = std::make_pair(suite_of(test), std::string(test.name));
    if (!seen.insert(name).second) {
      ambiguous_.insert(std::move(name));
    }
  }
}

void CaseRecorder::program_starting(const ProgramDescription& description,
                                    const std::vector<TestCase>& registered,
                                    const std::vector<std::size_t>& planned) {
  const std::lock_guard lock(mutex_);
  find_ambiguous_names(registered);
  recorder_.begin(description);
  std::vector<TestName> names;
  names.reserve(planned.size());
  for (const std::size_t position : planned) {
    const TestCase& test = registered[position];
    names.push_back({suite_of(test), display_name(test)});
  }
  recorder_.plan(std::move(names));
  recorder_.iteration(iteration_++);
}

void CaseRecorder::program_ended(bool passed) {
  if (!is_dying_) {
    recorder_.end(passed);
  }
}

void CaseRecorder::test_starting(TestCase test) {
  const std::lock_guard lock(mutex_);
  suite_ = suite_of(test);
  name_ = display_name(test);
  failures_.clear();
  unreported_.reset();
  has_parts_ = false;
  depth_ = 0;
  is_in_test_ = true;
  TestStarted event;
  event.suite = suite_;
  event.name = name_;
  event.file = test.file;
  event.line = test.line;
  event.tags = std::move(test.tags);
  test_ = recorder_.start_test(std::move(event));
  test_start_ = Clock::now();
}

void CaseRecorder::test_ended(Status status) {
  if (is_dying_) {
    return;
  }
  const auto end = Clock::now();
  recorder_.end_test(test_.exchange(0), status);
  const std::lock_guard lock(mutex_);
  is_in_test_ = false;
  if (is_bad(status)) {
    failed_suites_.insert(suite_);
  }
  finished_.push_back(
      {suite_, std::move(name_), {status, end - test_start_, std::move(failures_), 1}});
  failures_.clear();
}

void CaseRecorder::section_starting(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (depth_++ == 0) {
    open_sections_.clear();
    deepest_path_.clear();
    pass_start_ = Clock::now();
    return;
  }
  open_sections_.emplace_back(name);
  if (open_sections_.size() > deepest_path_.size()) {
    deepest_path_ = open_sections_;
  }
}

void CaseRecorder::section_ended(Status status) {
  if (is_dying_) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (depth_ > 0 && --depth_ == 0) {
    end_pass(status);
  } else if (!open_sections_.empty()) {
    open_sections_.pop_back();
  }
}

// A test without sections has one pass and that is no part: only a second one tells.
void CaseRecorder::end_pass(Status status) {
  Pass pass{std::move(deepest_path_), status, Clock::now() - pass_start_};
  deepest_path_.clear();
  if (!has_parts_ && !unreported_ && pass.path.empty()) {
    unreported_ = std::move(pass);
    return;
  }
  has_parts_ = true;
  if (unreported_) {
    report(*unreported_);
    unreported_.reset();
  }
  report(pass);
}

void CaseRecorder::report(const Pass& pass) {
  if (recorder_.is_recording()) {
    recorder_.report(PartEnded{test_, pass.path, pass.status, pass.duration});
  }
}

std::string CaseRecorder::section_path() const {
  std::string path;
  for (const std::string& section : open_sections_) {
    path += path.empty() ? "" : " / ";
    path += section;
  }
  return path;
}

void CaseRecorder::failure(CaseFailure failure) {
  const std::lock_guard lock(mutex_);
  if (const std::string path = section_path(); !path.empty()) {
    append_line(failure.text, "in section: " + path);
  }
  append_line(failures_, failure.file + ":" + std::to_string(failure.line) + ": " + failure.text);
  FailureReported event;
  event.test = test_;
  event.phase = is_in_test_ ? Phase::test : Phase::program;
  event.kind = failure.kind;
  event.file = std::move(failure.file);
  event.line = failure.line;
  event.text = std::move(failure.text);
  recorder_.report(event);
}

void CaseRecorder::skip(std::string file, std::int32_t line, std::string reason) {
  SkipReported event;
  event.test = test_;
  event.file = std::move(file);
  event.line = line;
  event.text = std::move(reason);
  recorder_.report(event);
}

void CaseRecorder::note(std::string text) {
  recorder_.report(NoteReported{test_, std::move(text)});
}

void CaseRecorder::metric(std::string name, double value) {
  recorder_.report(MetricReported{test_, std::move(name), value});
}

void CaseRecorder::metric(const std::string& name, double value, const MetricMeaning& meaning) {
  metric(name, value);
  for (auto& [param_name, text] : meaning_params(name, meaning)) {
    recorder_.report(ParamReported{test_, param_name, text});
  }
}

bool CaseRecorder::has_failure() const {
  const std::lock_guard lock(mutex_);
  return !failures_.empty();
}

void CaseRecorder::fatal_signal(std::int32_t signal) noexcept {
  is_dying_ = true;
  recorder_.report_in_signal_handler(FatalSignal{test_, signal});
}

void CaseRecorder::fatal_place(std::string_view file, std::int32_t line,
                               std::string_view text) noexcept {
  recorder_.report_in_signal_handler(FatalPlace{test_, file, line, text});
}

std::string CaseRecorder::suite_name() const {
  const std::lock_guard lock(mutex_);
  return suite_;
}

TestRuns CaseRecorder::test_runs() const {
  const std::lock_guard lock(mutex_);
  TestRuns runs;
  for (const Finished& finished : finished_) {
    if (finished.suite != suite_) {
      continue;
    }
    TestRun& run = runs[finished.name];
    const bool is_first = run.duration == std::chrono::nanoseconds::zero();
    const int attempt = is_first ? 1 : run.attempt + 1;
    run = finished.run;
    run.attempt = attempt;
  }
  return runs;
}

bool CaseRecorder::all_tests_passed() const {
  const std::lock_guard lock(mutex_);
  if (is_in_test_) {
    return failures_.empty() && failed_suites_.count(suite_) == 0;
  }
  return failed_suites_.empty();
}

}  // namespace testtracker
