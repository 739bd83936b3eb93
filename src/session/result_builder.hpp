#pragma once

// Makes one SessionResult out of folded journals: all judging that needs more than one of them.
// Used by SessionFold, which documents the rules; lives for one call of `build`.

#include "session/process_ending.hpp"
#include "session/session_result.hpp"
#include "session/skip_reasons.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace testtracker::session {

class ResultBuilder {
 public:
  /// Requires: `processes` are in the order of their start and outlive the builder.
  ResultBuilder(std::string session_id, std::vector<FoldedProcess> processes);

  SessionResult build(bool is_over);

 private:
  /// What makes two attempts belong to one result. The texts live in the folds, in the process
  /// results (which do not move) or for ever.
  struct Key {
    std::string_view program;
    std::string_view suite;
    std::string_view name;
    bool nested;
    bool outside_tests;
    bool operator==(const Key& other) const {
      return std::tie(name, suite, program, nested, outside_tests) ==
             std::tie(other.name, other.suite, other.program, other.nested, other.outside_tests);
    }
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };

  // Tests.
  void add_runs();
  void add_run(std::size_t process, const TestRun& run);
  Attempt attempt_of(std::size_t process, const TestRun& run);
  /// As status_of_failure; counts the excused ones.
  Status judged_failure(std::size_t process);
  void judge_open_run(Attempt& attempt) const;
  static void add_entry_process(Attempt& attempt, const TestRun& run);
  void find_entries_of_cases();
  void add_extras(TestResult& test, std::size_t process, const TestRun& run) const;
  void add_never_started(std::size_t process);

  // What stands beside them.
  void add_process(std::size_t process);
  void add_outside_failures(std::size_t process);
  void add_program_failure(std::size_t process);
  void add_unrecorded_exits();
  void add_passing_reruns();
  void add_own_reports(std::size_t process);

  void finish(bool is_over);
  [[nodiscard]] bool was_interrupted() const;
  TestResult& result_of(std::size_t process, std::string_view suite, std::string_view name,
                        bool outside_tests);
  Attempt& new_attempt(TestResult& test, std::size_t process);
  TestResult& outside_test(std::size_t process, const OutsideReport& report);
  Attempt& outside_attempt(std::size_t process, const OutsideReport& report);
  [[nodiscard]] std::string_view program_of(std::size_t process) const;
  [[nodiscard]] bool is_ctest(std::size_t process) const;
  [[nodiscard]] bool is_nested(std::size_t process) const;
  [[nodiscard]] WallTime wall(std::size_t process, std::chrono::nanoseconds offset) const;

  std::vector<FoldedProcess> processes_;
  ProcessEndings endings_;
  SessionResult result_;
  std::unordered_map<Key, std::size_t, KeyHash> index_;
  std::vector<SkipReasons> skip_reasons_;             ///< per process
  std::vector<std::vector<PlannedTest>> unfinished_;  ///< per process: its tests that never started
  std::vector<bool> has_bad_attempt_;                 ///< per process
  std::vector<bool> has_fatal_attempt_;               ///< per process: it ended within a test
  std::uint64_t to_come_ = 0;
};

}  // namespace testtracker::session
