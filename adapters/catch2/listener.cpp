// Records what Catch2 tells, whichever major version the program has. Compiled in the test program
// itself, against its own Catch2 and with its own flags: Catch2 has no stable ABI. Nothing here
// starts a thread or prints, and nothing is opened before the program starts its tests.
//
// After a fatal signal Catch2 calls the listener in its handler, on an alternate stack of 32 KiB:
// from the first event of it on, only what is async-signal-safe happens (signal-safety(7)).

#include "catch2_headers.hpp"

#if TESTTRACKER_CATCH2_MAJOR == 3
#include "listener_v3.hpp"
#elif TESTTRACKER_CATCH2_MAJOR == 2
#include "listener_v2.hpp"
#elif !defined(TESTTRACKER_LISTENER_IS_OPTIONAL)
#error "testtracker::catch2 finds neither Catch2 3 nor Catch2 2.13 in the include directories"
#endif

#if TESTTRACKER_CATCH2_MAJOR != 0

#include <testtracker/catch2.hpp>

namespace testtracker::catch2 {

TestRuns test_runs() {
  return CaseRecorder::instance().test_runs();
}

std::string suite_name() {
  return CaseRecorder::instance().suite_name();
}

bool all_tests_passed() {
  return CaseRecorder::instance().all_tests_passed();
}

std::map<std::string, std::string> env_variables() {
  std::map<std::string, std::string> variables;
  for (auto& [name, value] : Recorder::environment()) {
    variables.emplace(std::move(name), std::move(value));
  }
  return variables;
}

}  // namespace testtracker::catch2

#endif
