#pragma once

// Sessions for the tests of reports, put together by hand: what a report shall say of them is known
// exactly.

#include "context/run_context.hpp"
#include "session/failure_text.hpp"
#include "session/session_result.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::report {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr session::WallTime k_noon = seconds(1'764'072'000);  // 2025-11-25 12:00:00 UTC

inline std::string all_bytes() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

inline session::ProcessResult process_named(const std::string& program) {
  session::ProcessResult process;
  process.start.process = "build7-4711-88123";
  process.start.kind = "test_program";
  process.start.pid = 4711;
  process.start.host = "build7";
  process.start.program = program;
  process.start.executable = "/build/" + program;
  process.start.framework = "googletest";
  process.start.wall_time = k_noon;
  process.identity = program;
  process.state = session::ProcessState::ended;
  process.duration = milliseconds(1500);
  return process;
}

inline session::Attempt attempt_of(Status status, milliseconds duration) {
  session::Attempt attempt;
  attempt.status = status;
  attempt.started = k_noon;
  attempt.duration = duration;
  return attempt;
}

/// A session of the program `engine_test`, told by verbs. Counts are kept up to date.
class SampleSession {
 public:
  SampleSession() {
    result.id = "20251125T120000Z-4711-1f0c9a3e";
    result.started = k_noon;
    result.duration = milliseconds(1500);
    result.verdict = session::Verdict::passed;
    result.processes.push_back(process_named("engine_test"));
  }

  /// The new test; valid until the next one is added.
  session::TestResult& add(const std::string& name, Status status = Status::passed,
                           milliseconds duration = milliseconds(5)) {
    session::TestResult test;
    test.identity = {"engine_test", "Engine", name};
    test.file = "/src/engine_test.cpp";
    test.line = 7;
    test.status = status;
    test.duration = duration;
    test.attempts.push_back(attempt_of(status, duration));
    count(status);
    result.tests.push_back(std::move(test));
    keys.push_back("Engine/" + name);
    return result.tests.back();
  }
  session::TestResult& add_failed(const std::string& name, const std::string& text) {
    auto& test = add(name, Status::failed);
    auto& attempt = test.attempts.back();
    attempt.failures.push_back(
        {Phase::test, FailureKind::assertion, "/src/engine_test.cpp", 42, text});
    test.message = session::message_of(attempt);
    test.exception_text = session::text_of(attempt);
    return test;
  }
  session::TestResult& add_flaky(const std::string& name) {
    auto& test = add_failed(name, "timed out waiting");
    test.attempts.push_back(attempt_of(Status::passed, milliseconds(6)));
    test.status = Status::passed;
    test.flaky = true;
    test.message.clear();
    test.exception_text.clear();
    --result.counts.failed;
    ++result.counts.passed;
    ++result.counts.flaky;
    return test;
  }
  session::TestResult& add_nested(const std::string& name, Status status) {
    const auto before = result.counts;
    auto& test = add(name, status);
    result.counts = before;
    test.nested = true;
    return test;
  }

  /// An entry of ctest; add its cases with `entry` set to its name. Not counted among the tests.
  session::TestResult& add_entry(const std::string& name, Status status, bool has_cases) {
    const auto before = result.counts;
    auto& test = add(name, status);
    result.counts = before;
    test.identity.program = test.identity.suite = "ctest";
    test.is_entry = true;
    test.has_cases = has_cases;
    test.attempts.back().exit_code = is_bad(status) ? 1 : 0;
    test.attempts.back().max_resident_bytes = 5 * 1024 * 1024;
    ++result.entry_counts.total;
    result.entry_counts.failed += is_bad(status) ? 1U : 0U;
    return test;
  }

  session::SessionResult result;
  std::vector<std::string> keys;

 private:
  void count(Status status) {
    auto& counts = result.counts;
    ++counts.total;
    ++result.planned;
    counts.passed += status == Status::passed ? 1U : 0U;
    counts.skipped += status == Status::skipped ? 1U : 0U;
    counts.failed += is_bad(status) ? 1U : 0U;
    counts.crashed += status == Status::crashed ? 1U : 0U;
    result.verdict = counts.failed > 0 ? session::Verdict::failed : session::Verdict::passed;
  }
};

/// Two entries of ctest: `parser` with two cases, one of which failed, and `lint`, which has none.
inline SampleSession entries_session() {
  SampleSession session;
  session.add_entry("lint", Status::passed, false);
  session.add_entry("parser", Status::failed, true);
  session.add("Reads").entry = "parser";
  session.add_failed("Writes", "1 is not 2").entry = "parser";
  return session;
}

/// Everything a session can hold, once.
inline SampleSession full_session() {
  SampleSession session;
  auto& failed = session.add_failed("Starts", "\x1b[31mExpected\x1b[0m: 1\n  Actual: 2 </script>");
  failed.metrics.push_back({"rows_per_s", 1.5e6, k_noon + milliseconds(3)});
  failed.params.push_back({"threads", "8"});
  failed.notes.push_back("used the small data set");
  failed.attachments.push_back({"core.txt", "attachments/1-core.txt"});
  failed.spans.push_back({"load", milliseconds(1), milliseconds(2)});
  session.add("Stops", Status::passed, milliseconds(1200));
  session.add_flaky("Pauses");
  session.add("Flies", Status::skipped).message = "no wings";
  session.result.tests.back().attempts.back().skip_reason = "no wings";
  auto& crashed = session.add("Explodes", Status::crashed);
  crashed.attempts.back().signal = 11;
  crashed.message = "SIGSEGV";
  crashed.exception_text = "SIGSEGV";
  session.add_nested("Inner", Status::failed);
  session.result.metrics.push_back({"warm_up_ms", 12.25, k_noon});
  session.result.notes.push_back("whole session");
  return session;
}

inline context::RunContext sample_context() {
  context::RunContext context;
  context.commit = "f3eb639a0c1d2e3f405162738495a6b7c8d9e0f1";
  context.branch = "main";
  context.repository = "https://git.example/engine.git";
  context.project = "engine";
  context.build = 30;
  context.host = "build7";
  context.user = "ada";
  context.os = "Debian GNU/Linux 12 (bookworm)";
  context.platform = "linux-x86_64-gcc12-Release";
  context.compiler = "GCC 12.2.0";
  context.build_type = "Release";
  context.suite = "engine";
  context.command = "./engine_test";
  context.tags.emplace_back("team", "motors");
  return context;
}

}  // namespace testtracker::report
