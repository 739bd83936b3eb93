#pragma once

// What an adapter calls for a framework whose tests have sections, as Catch2 has: knows nothing of
// the framework itself, turns its events into calls of the Recorder and keeps what
// <testtracker/test_run.hpp> tells test code. One per process. A test's body may be entered several
// times; each pass through it is a part of the test (docs/journal_format.md).

#include <testtracker/recorder.hpp>
#include <testtracker/test_run.hpp>
#include <testtracker/tracking.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker {

/// A test as its framework knows it; the views must be valid during the call that takes it.
struct TestCase {
  std::string_view class_name;  ///< of the fixture, empty when there is none
  std::string_view name;
  std::vector<std::string> tags;  ///< without brackets
  std::string_view file;
  std::int32_t line = 0;
};

/// What was asserted and what became of it.
struct CaseFailure {
  FailureKind kind = FailureKind::assertion;
  std::string file;
  std::int32_t line = 0;
  std::string text;
};

/// All members but the fatal ones take a lock and may be called from any thread.
class CaseRecorder {
 public:
  /// Never destroyed, so that static destructors may still ask.
  static CaseRecorder& instance();

  /// Begins recording. Names that occur several times in one suite of `registered`, the tests of
  /// the whole program, get their tags appended. `planned` are the positions of those that will
  /// run, in order.
  void program_starting(const ProgramDescription& description,
                        const std::vector<TestCase>& registered,
                        const std::vector<std::size_t>& planned);
  void program_ended(bool passed);

  void test_starting(TestCase test);
  void test_ended(Status status);
  /// The outermost section of a pass is the test itself.
  void section_starting(std::string_view name);
  void section_ended(Status status);

  void failure(CaseFailure failure);
  void skip(std::string file, std::int32_t line, std::string reason);
  void note(std::string text);
  void metric(std::string name, double value);
  /// With its meaning, as `testtracker::metric` has it.
  void metric(const std::string& name, double value, const MetricMeaning& meaning);
  /// True when a failure of the running test was reported.
  [[nodiscard]] bool has_failure() const;

  /// For the framework's signal handler, as Recorder::report_in_signal_handler. After the first of
  /// them every other member does nothing, and takes no lock.
  void fatal_signal(std::int32_t signal) noexcept;
  void fatal_place(std::string_view file, std::int32_t line, std::string_view text) noexcept;
  [[nodiscard]] bool is_dying() const noexcept { return is_dying_; }

  /// Of the running test's suite; outside of tests, of the one that ran last.
  [[nodiscard]] std::string suite_name() const;
  [[nodiscard]] TestRuns test_runs() const;
  /// In a test, of its suite; outside of tests, of the whole program.
  [[nodiscard]] bool all_tests_passed() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Pass {
    std::vector<std::string> path;
    Status status = Status::passed;
    std::chrono::nanoseconds duration{};
  };

  struct Finished {
    std::string suite;
    std::string name;
    TestRun run;
  };

  CaseRecorder() = default;
  void find_ambiguous_names(const std::vector<TestCase>& registered);
  [[nodiscard]] std::string display_name(const TestCase& test) const;
  void end_pass(Status status);
  void report(const Pass& pass);
  [[nodiscard]] std::string section_path() const;

  Recorder& recorder_ = Recorder::instance();
  std::atomic<bool> is_dying_{false};
  std::atomic<TestId> test_{0};

  mutable std::mutex mutex_;                                 // guards everything below
  std::set<std::pair<std::string, std::string>> ambiguous_;  ///< suite, name
  std::int32_t iteration_ = 0;
  bool is_in_test_ = false;
  std::string suite_;
  std::string name_;
  Clock::time_point test_start_;
  std::string failures_;  ///< of the running test
  Clock::time_point pass_start_;
  std::size_t depth_ = 0;
  std::vector<std::string> open_sections_;
  std::vector<std::string> deepest_path_;  ///< of this pass
  std::optional<Pass> unreported_;         ///< the first pass, while it may be the only one
  bool has_parts_ = false;
  std::vector<Finished> finished_;  ///< in the order of their ends
  std::set<std::string> failed_suites_;
};

/// The section in which a test of that class and file stands in MLflow: the class, else the name of
/// the file without directory and extension.
[[nodiscard]] std::string suite_of(const TestCase& test);

}  // namespace testtracker
