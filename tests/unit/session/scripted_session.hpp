#pragma once

// A session told step by step, as its journals would tell it: verbs for the records that the tests
// of the fold need. Every record comes 1 ms after the one before it in its process.

#include "session/session_fold.hpp"

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::session {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ScriptedSession {
 public:
  /// A process that writes records. Copyable; belongs to the session.
  class Process {
   public:
    Process(ScriptedSession& session, std::string key) : session_(&session), key_(std::move(key)) {}

    Process& add(Event event) {
      auto& offset = session_->offsets_[key_];
      session_->fold.add(key_, {offset, std::move(event)});
      offset += milliseconds(1);
      return *this;
    }
    Process& plan(const std::vector<std::string>& names, const std::string& suite = "Suite") {
      TestsPlanned planned;
      for (const auto& name : names) {
        planned.tests.push_back({suite, name});
      }
      return add(planned);
    }
    Process& begin(const std::string& name, const std::string& suite = "Suite") {
      TestStarted started;
      started.id = ++session_->ids_[key_];
      started.suite = suite;
      started.name = name;
      started.file = "/src/suite_test.cpp";
      started.line = 7;
      return add(started);
    }
    Process& fail(const std::string& text) {
      FailureReported failure;
      failure.test = session_->ids_[key_];
      failure.file = "/src/suite_test.cpp";
      failure.line = 42;
      failure.text = text;
      return add(failure);
    }
    Process& fail_outside(Phase phase, const std::string& suite = {}) {
      FailureReported failure;
      failure.phase = phase;
      failure.suite = suite;
      failure.text = "broken";
      return add(failure);
    }
    Process& skip(const std::string& reason) {
      return add(SkipReported{session_->ids_[key_], Phase::test, {}, {}, 0, reason});
    }
    Process& skip_outside(Phase phase, const std::string& suite, const std::string& reason) {
      return add(SkipReported{0, phase, suite, {}, 0, reason});
    }
    Process& end(Status status = Status::passed) {
      return add(TestEnded{session_->ids_[key_], status, milliseconds(5)});
    }
    Process& run(const std::string& name, Status status = Status::passed) {
      return begin(name).end(status);
    }
    Process& finish(bool passed = true) { return add(ProgramEnded{passed, 0}); }
    Process& die() {
      session_->fold.process_died(key_);
      return *this;
    }
    [[nodiscard]] const std::string& key() const { return key_; }

   private:
    ScriptedSession* session_;
    std::string key_;
  };

  /// A test program that starts a second after the one before it.
  Process start(const std::string& program = "unit_tests",
                const std::vector<std::string>& arguments = {}) {
    return start(program_started(program, arguments));
  }
  Process start(ProgramStarted started) {
    Process process(*this, started.process);
    process.add(std::move(started));
    return process;
  }
  ProgramStarted program_started(const std::string& program,
                                 const std::vector<std::string>& arguments = {}) {
    ++count_;
    ProgramStarted started;
    started.process = "host-" + std::to_string(100 + count_) + "-1";
    started.kind = "test_program";
    started.pid = 100 + count_;
    started.host = "host";
    started.program = program;
    started.arguments = arguments;
    started.framework = "googletest";
    started.wall_time = seconds(1'700'000'000 + count_);
    return started;
  }
  /// `testtracker run`, as the parent of what it reaps.
  Process start_runner() {
    auto started = program_started("testtracker");
    started.kind = "runner";
    return start(started);
  }

  [[nodiscard]] SessionResult over() const { return fold.result(SessionState::over); }
  [[nodiscard]] SessionResult live() const { return fold.result(SessionState::open); }

  SessionFold fold{"session"};

 private:
  std::int64_t count_ = 0;
  std::map<std::string, std::chrono::nanoseconds> offsets_;
  std::map<std::string, TestId> ids_;
};

inline ProcessExited exited_with(const ScriptedSession::Process& process, std::int32_t code) {
  ProcessExited exited;
  exited.process = process.key();
  exited.exit_code = code;
  return exited;
}

inline ProcessExited killed_by(const ScriptedSession::Process& process, std::int32_t signal) {
  ProcessExited exited;
  exited.process = process.key();
  exited.signal = signal;
  return exited;
}

/// The result of the test with this name; a failed test, not a crash, when there is none.
inline TestResult find(const SessionResult& result, const std::string& name) {
  for (const auto& test : result.tests) {
    if (test.identity.name == name) {
      return test;
    }
  }
  TestResult missing;
  missing.message = "no test named " + name;
  missing.status = Status::expected_failure;
  return missing;
}

inline std::vector<std::string> names_of(const SessionResult& result) {
  std::vector<std::string> names;
  for (const auto& test : result.tests) {
    names.push_back(test.identity.suite + "." + test.identity.name);
  }
  return names;
}

}  // namespace testtracker::session
