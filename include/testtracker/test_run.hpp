#pragma once

// What test code is told of the tests that have run, with any framework: the twin of ScalaTest's
// `testRuns`. Filled by the adapters, whether something is recorded or not.

#include <testtracker/status.hpp>

#include <chrono>
#include <map>
#include <string>

namespace testtracker {

/// One execution of a test.
struct TestRun {
  Status status = Status::passed;       ///< passed, failed, skipped or expected_failure
  std::chrono::nanoseconds duration{};  ///< steady clock, from the fixture's construction on
  std::string exception_text;           ///< all failures with file and line; empty when it passed
  int attempt = 1;                      ///< 1, 2 … when the framework repeats tests
};

/// By the test's name, for example `Loads` or `Loads/3`; of a repeated test its last execution.
using TestRuns = std::map<std::string, TestRun>;

}  // namespace testtracker
