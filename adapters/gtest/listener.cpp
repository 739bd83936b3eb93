// Records what GoogleTest tells. Compiled in the test program itself, against its own GoogleTest
// and with its own flags: GoogleTest has no stable ABI. Nothing here throws, starts a thread or
// prints, and nothing is opened before the program starts its tests: a death test may execute the
// program anew just to reach one statement.

#include <testtracker/compiled_program.hpp>
#include <testtracker/gtest.hpp>
#include <testtracker/recorder.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::gtest {
namespace {

using Clock = std::chrono::steady_clock;

// Failures before RUN_ALL_TESTS wait in memory; a loop of them shall not fill it.
constexpr std::size_t k_most_early_failures = 100;

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

std::int32_t line_or_zero(int line) {
  return line > 0 ? line : 0;
}

std::optional<std::int32_t> number_in(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr || *text == '\0') {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(std::strtol(text, nullptr, 10));
}

ProgramDescription describe_program() {
  ProgramDescription description = compiled_program("googletest");
  // GoogleTest ends the program when these are wrong, before any listener hears of it.
  description.shard_total = number_in("GTEST_TOTAL_SHARDS");
  description.shard_index = number_in("GTEST_SHARD_INDEX");
  return description;
}

// Newer versions end every message with a newline.
std::string text_of(const ::testing::TestPartResult& part) {
  std::string text = part.message();
  if (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

// GoogleTest turns a caught exception into a fatal failure without a file.
bool is_exception(const ::testing::TestPartResult& part) {
  return part.file_name() == nullptr &&
         (std::strstr(part.message(), "C++ exception with description") == part.message() ||
          std::strstr(part.message(), "Unknown C++ exception thrown") == part.message());
}

// An exception out of an environment or a listener ends the run without another event.
bool ends_the_run(const ::testing::TestPartResult& part) {
  return is_exception(part) &&
         std::strstr(part.message(), "thrown in auxiliary test code") != nullptr;
}

Status status_of(const ::testing::TestResult& result) {
  if (result.Failed()) {
    return Status::failed;
  }
  return result.Skipped() ? Status::skipped : Status::passed;
}

std::string failures_of(const ::testing::TestResult& result) {
  std::string text;
  for (int i = 0; i < result.total_part_count(); ++i) {
    const ::testing::TestPartResult& part = result.GetTestPartResult(i);
    if (!part.failed()) {
      continue;
    }
    text += text.empty() ? "" : "\n";
    if (part.file_name() != nullptr) {
      text += std::string(part.file_name()) + ":" + std::to_string(part.line_number()) + ": ";
    }
    text += text_of(part);
  }
  return text;
}

// What the fixture layer knows of the running suite; touched only by the thread that runs tests.
struct SuiteState {
  const ::testing::TestSuite* suite = nullptr;
  bool is_fixture_constructed = false;  // of the running test, deriving from TestTracker
  bool is_before_test_called = false;
  Clock::time_point test_start;
  int attempt = 1;
  TestRuns runs;
};

// Never freed, since static destructors may still ask.
SuiteState& suite_state() {
  static SuiteState* const k_state = new SuiteState;
  return *k_state;
}

class Listener final : public ::testing::EmptyTestEventListener {
 public:
  void OnTestProgramStart(const ::testing::UnitTest&) override;
  void OnTestIterationStart(const ::testing::UnitTest& program, int iteration) override;
  void OnEnvironmentsSetUpStart(const ::testing::UnitTest&) override {
    phase_ = Phase::environment_set_up;
  }
  void OnEnvironmentsSetUpEnd(const ::testing::UnitTest&) override { phase_ = Phase::program; }
  void OnTestSuiteStart(const ::testing::TestSuite& suite) override;
  void OnTestStart(const ::testing::TestInfo& test) override;
  void OnTestPartResult(const ::testing::TestPartResult& part) override;
  void OnTestEnd(const ::testing::TestInfo& test) override;
  void OnTestSuiteEnd(const ::testing::TestSuite& suite) override;
  void OnEnvironmentsTearDownStart(const ::testing::UnitTest&) override {
    phase_ = Phase::environment_tear_down;
  }
  void OnEnvironmentsTearDownEnd(const ::testing::UnitTest&) override { phase_ = Phase::program; }
  void OnTestIterationEnd(const ::testing::UnitTest& program, int) override {
    is_passed_ = is_passed_ && program.Passed();
  }
  void OnTestProgramEnd(const ::testing::UnitTest& program) override;

 private:
  void plan(const ::testing::UnitTest& program);
  void report_failure(const ::testing::TestPartResult& part);
  void report_skip(const ::testing::TestPartResult& part);
  void report_properties(const ::testing::TestResult& result, TestId test,
                         const std::string& prefix);
  [[nodiscard]] std::string suite_of_phase() const;

  Recorder& recorder_ = Recorder::instance();
  bool is_passed_ = true;
  bool has_started_ = false;
  // Assertions come from any thread.
  std::atomic<TestId> test_{0};
  std::atomic<Phase> phase_{Phase::program};
  std::atomic<const ::testing::TestSuite*> suite_{nullptr};
  std::chrono::nanoseconds suite_start_{};
  std::vector<FailureReported> early_failures_;  // guarded by GoogleTest's lock, as all parts are
};

void Listener::OnTestProgramStart(const ::testing::UnitTest& /*program*/) {
  is_passed_ = true;
  has_started_ = true;
  phase_ = Phase::program;
  recorder_.begin(describe_program());
}

void Listener::OnTestIterationStart(const ::testing::UnitTest& program, int iteration) {
  suite_state().attempt = iteration + 1;
  if (!recorder_.is_recording()) {
    return;
  }
  if (iteration == 0) {
    plan(program);
    for (const FailureReported& failure : early_failures_) {
      recorder_.report(failure);
    }
    early_failures_.clear();
  }
  recorder_.iteration(iteration);
}

// Known only when an iteration starts: shuffling comes right before. A suite without a test to run
// gives no event at all, so that disabled tests are told here.
void Listener::plan(const ::testing::UnitTest& program) {
  std::vector<TestName> planned;
  std::vector<const ::testing::TestInfo*> disabled;
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const ::testing::TestSuite& suite = *program.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const ::testing::TestInfo& test = *suite.GetTestInfo(j);
      if (test.should_run()) {
        planned.push_back({suite.name(), test.name()});
      } else if (test.is_reportable()) {
        disabled.push_back(&test);
      }
    }
  }
  recorder_.plan(std::move(planned));
  for (const ::testing::TestInfo* const test : disabled) {
    recorder_.report(TestDisabled{test->test_suite_name(), test->name(),
                                  text_or_empty(test->file()), line_or_zero(test->line())});
  }
}

void Listener::OnTestSuiteStart(const ::testing::TestSuite& suite) {
  suite_ = &suite;
  phase_ = Phase::suite_set_up;
  suite_start_ = recorder_.now();
  SuiteState& state = suite_state();
  state.suite = &suite;
  state.runs.clear();
}

void Listener::OnTestStart(const ::testing::TestInfo& test) {
  SuiteState& state = suite_state();
  state.is_fixture_constructed = false;
  state.is_before_test_called = false;
  TestStarted event;
  event.suite = test.test_suite_name();
  event.name = test.name();
  event.type_param = text_or_empty(test.type_param());
  event.value_param = text_or_empty(test.value_param());
  event.file = text_or_empty(test.file());
  event.line = line_or_zero(test.line());
  phase_ = Phase::test;
  test_ = recorder_.start_test(std::move(event));
}

// GoogleTest holds its lock here: asking UnitTest for the current test would never return.
void Listener::OnTestPartResult(const ::testing::TestPartResult& part) {
  if (part.failed()) {
    report_failure(part);
  } else if (part.skipped()) {
    report_skip(part);
  }
}

void Listener::report_failure(const ::testing::TestPartResult& part) {
  FailureReported event;
  event.test = test_;
  event.phase = phase_;
  event.suite = suite_of_phase();
  event.kind = is_exception(part)      ? FailureKind::exception
               : part.fatally_failed() ? FailureKind::fatal_assertion
                                       : FailureKind::assertion;
  event.file = text_or_empty(part.file_name());
  event.line = line_or_zero(part.line_number());
  event.text = text_of(part);
  if (recorder_.is_recording()) {
    recorder_.report(event);
  } else if (!has_started_ && early_failures_.size() < k_most_early_failures) {
    early_failures_.push_back(std::move(event));
  }
  if (ends_the_run(part)) {
    recorder_.end_test(test_.exchange(0), Status::failed);
    is_passed_ = false;
  }
}

void Listener::report_skip(const ::testing::TestPartResult& part) {
  SkipReported event;
  event.test = test_;
  event.phase = phase_;
  event.suite = suite_of_phase();
  event.file = text_or_empty(part.file_name());
  event.line = line_or_zero(part.line_number());
  event.text = text_of(part);
  recorder_.report(event);
}

std::string Listener::suite_of_phase() const {
  const Phase phase = phase_;
  const ::testing::TestSuite* const suite = suite_;
  const bool is_suites = phase == Phase::suite_set_up || phase == Phase::suite_tear_down;
  return is_suites && suite != nullptr ? suite->name() : "";
}

void Listener::OnTestEnd(const ::testing::TestInfo& test) {
  const TestId id = test_.exchange(0);
  const ::testing::TestResult& result = *test.result();
  report_properties(result, id, "");
  SuiteState& state = suite_state();
  if (state.is_fixture_constructed) {
    TestRun run{status_of(result), Clock::now() - state.test_start, failures_of(result),
                state.attempt};
    if (!state.is_before_test_called && run.status == Status::passed) {
      recorder_.report(NoteReported{id,
                                    "before_test was not called: a SetUp() that overrides "
                                    "TestTracker::SetUp() must call it"});
    }
    state.runs.insert_or_assign(test.name(), std::move(run));
  }
  recorder_.end_test(id, status_of(result));
  phase_ = Phase::suite_tear_down;
}

void Listener::OnTestSuiteEnd(const ::testing::TestSuite& suite) {
  report_properties(suite.ad_hoc_test_result(), 0, std::string(suite.name()) + ".");
  if (recorder_.is_recording()) {
    recorder_.report(SuiteEnded{suite.name(), recorder_.now() - suite_start_});
  }
  phase_ = Phase::program;
  suite_ = nullptr;
  suite_state().suite = nullptr;
}

void Listener::OnTestProgramEnd(const ::testing::UnitTest& program) {
  report_properties(program.ad_hoc_test_result(), 0, "");
  recorder_.end(is_passed_);
}

// RecordProperty has no event; the last value per key stands in the result.
void Listener::report_properties(const ::testing::TestResult& result, TestId test,
                                 const std::string& prefix) {
  for (int i = 0; i < result.test_property_count(); ++i) {
    const ::testing::TestProperty& property = result.GetTestProperty(i);
    recorder_.report(ParamReported{test, prefix + property.key(), property.value()});
  }
}

// The linker keeps this because the source belongs to the program and to no library.
[[maybe_unused]] const bool k_is_installed = (install(), true);

}  // namespace

void install() noexcept {
  static const bool k_once = [] {
    // GoogleTest owns its listeners and deletes them at exit.
    ::testing::UnitTest::GetInstance()->listeners().Append(new Listener);
    return true;
  }();
  static_cast<void>(k_once);
}

std::map<std::string, std::string> env_variables() {
  std::map<std::string, std::string> variables;
  for (auto& [name, value] : Recorder::environment()) {
    variables.emplace(std::move(name), std::move(value));
  }
  return variables;
}

const TestRuns& CurrentSuite::test_runs() {
  return suite_state().runs;
}

std::string CurrentSuite::name() {
  const ::testing::TestSuite* const suite = suite_state().suite;
  return suite == nullptr ? "" : suite->name();
}

bool CurrentSuite::all_tests_passed() {
  const ::testing::TestSuite* const suite = suite_state().suite;
  return suite == nullptr || suite->Passed();
}

void CurrentSuite::fixture_constructed() noexcept {
  SuiteState& state = suite_state();
  state.is_fixture_constructed = true;
  state.test_start = Clock::now();
}

void CurrentSuite::before_test_called() noexcept {
  suite_state().is_before_test_called = true;
}

TestRun CurrentSuite::run_so_far() {
  const SuiteState& state = suite_state();
  const ::testing::TestResult& result =
      *::testing::UnitTest::GetInstance()->current_test_info()->result();
  return {status_of(result), Clock::now() - state.test_start, failures_of(result), state.attempt};
}

}  // namespace testtracker::gtest
