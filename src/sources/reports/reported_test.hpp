#pragma once

// What a report of another tool says, in the words of testtracker, and who takes it. Readers of
// reports (read_report.hpp) fill a ReportSink; JournalSink writes what they say into journals.

#include <testtracker/event.hpp>
#include <testtracker/status.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::sources {

/// The program whose results follow. What a report does not say is empty.
struct ReportedProgram {
  std::string name;
  std::string framework;  ///< `googletest`, `catch2`, `junit` …
  std::string framework_version;
  std::string host;
  std::optional<std::chrono::nanoseconds> started;  ///< UTC since 1970
};

/// One execution of a test.
struct ReportedAttempt {
  Status status = Status::passed;
  std::chrono::nanoseconds duration = k_unknown_duration;
  std::vector<FailureReported> failures;  ///< their `test` is not used
  std::string skip_reason;
};

/// One test, or one more execution of a test that was reported before.
struct ReportedTest {
  std::string suite;
  std::string name;
  std::string type_param;
  std::string value_param;
  std::string file;
  std::int32_t line = 0;
  std::vector<std::string> tags;
  /// What it did before, when the tool says that it tries a test again: the last one decides.
  std::vector<ReportedAttempt> earlier;
  ReportedAttempt attempt;
  std::vector<MetricReported> metrics;  ///< their `test` is not used, as in the two below
  std::vector<ParamReported> params;
  std::vector<std::string> notes;  ///< what it printed
};

/// Called in the order of the report. What is passed may be changed and moved from.
class ReportSink {
 public:
  virtual ~ReportSink() = default;

  /// Before anything else; a second call begins another program.
  virtual void program(const ReportedProgram& program) = 0;
  virtual void test(ReportedTest& test) = 0;
  /// A failure outside of any test.
  virtual void failure(const FailureReported& failure) = 0;
  /// Of the program itself.
  virtual void param(const ParamReported& param) = 0;
  virtual void note(const NoteReported& note) = 0;
};

}  // namespace testtracker::sources
