#pragma once

// Runs the test programs of an adapter, in programs/, and reads what they recorded, as testtracker
// itself would.

#include "process/command.hpp"
#include "session/session_result.hpp"
#include "support/temp_dir.hpp"

#include <testtracker/event.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::adapters {

using session::SessionResult;
using session::TestResult;

/// What to run and how.
struct ProgramCall {
  std::string program = "tracked_";
  std::string filter;                  ///< `--gtest_filter`, empty = none given
  std::vector<std::string> arguments;  ///< further ones
  std::string main;                    ///< TEST_MAIN: see programs/main.cpp
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
  std::string directory;
};

/// What came of it.
struct ProgramRun {
  process::Exit exit;
  SessionResult session;
  std::vector<Record> records;  ///< of all journals

  /// The result with this name; one that fails every expectation when there is none.
  [[nodiscard]] const TestResult& test(const std::string& suite, const std::string& name) const;
  [[nodiscard]] Status status(const std::string& suite, const std::string& name) const {
    return test(suite, name).status;
  }
  /// `Suite.Name` of all results.
  [[nodiscard]] std::vector<std::string> names() const;
  /// The results that have this status, by `Suite.Name`.
  [[nodiscard]] std::vector<std::string> names_with(Status status) const;
  template <typename Event>
  [[nodiscard]] std::vector<Event> events() const {
    std::vector<Event> found;
    for (const Record& record : records) {
      if (const auto* const event = std::get_if<Event>(&record.event)) {
        found.push_back(*event);
      }
    }
    return found;
  }
};

/// A session's folder that a fixture gives to programs, and verbs to run them in it.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest();

  /// Runs the program in the session and waits for its end; a minute at most.
  ProgramRun run(const ProgramCall& call) const;
  ProgramRun run(const std::string& filter) const;
  /// The same without looking at what was recorded.
  process::Exit run_only(const ProgramCall& call) const;
  /// The command that `run` executes.
  [[nodiscard]] process::Command command(const ProgramCall& call) const;
  /// What was recorded so far.
  void read(ProgramRun& run) const;
  /// Paths of the journals in the session's folder.
  [[nodiscard]] std::vector<std::string> journals() const;

  test::TempDir dir_;
  std::string session_ = dir_ / "spool/sessions/s1";

 private:
  [[nodiscard]] std::map<std::string, std::optional<std::string>> environment_of_programs(
      const ProgramCall& call) const;
};

/// The folder with the programs of one version of the framework.
[[nodiscard]] std::string programs_folder();

}  // namespace testtracker::adapters
