#pragma once

// testtracker for Catch2 2.13 and newer. Linking testtracker::catch2 is enough: the listener
// installs itself and records every test. This header is for test code that asks for the results so
// far. See adapters/catch2/README.md; `metric`, `param`, `attach`, `note` and `span` stand in
// <testtracker/tracking.hpp>.
//
// Everything here works while nothing is recorded, and may be called from any thread.

#include <testtracker/test_run.hpp>
#include <testtracker/tracking.hpp>

#include <map>
#include <string>

namespace testtracker::catch2 {

using TestRun = testtracker::TestRun;
using TestRuns = testtracker::TestRuns;

/// Finished tests of the suite to which the running test belongs; outside of tests, of the suite
/// that ran last.
[[nodiscard]] TestRuns test_runs();

/// The section in which the running test stands in MLflow: the class of its TEST_CASE_METHOD, else
/// the name of its source file without directory and extension.
[[nodiscard]] std::string suite_name();

/// True while no test has failed: in a test, of its suite; after Session::run, of the program.
/// Skips and failures that the tags `[!mayfail]` and `[!shouldfail]` expect do not count.
[[nodiscard]] bool all_tests_passed();

/// Variables of the environment that describe the conditions of this process and are recorded with
/// it (docs/sessions.md): name → value. Secrets are not among them.
[[nodiscard]] std::map<std::string, std::string> env_variables();

}  // namespace testtracker::catch2
