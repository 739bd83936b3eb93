#pragma once

// The journal of a ctest run (kind `ctest`, docs/journal_format.md): each entry is a test in it,
// each attempt of `--repeat` a start and an end. Fed by what ctest prints, what its launchers saw
// and what its log keeps.

#include "sources/ctest/ctest_launches.hpp"
#include "sources/ctest/ctest_lines.hpp"
#include "sources/ctest/ctest_list.hpp"
#include "sources/ctest/ctest_log.hpp"

#include <testtracker/journal_writer.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::sources {

/// Suite of all entries: ctest has none.
inline constexpr const char* k_entry_suite = "ctest";

/// Not thread-safe.
class CtestJournal {
 public:
  /// The two must outlive it. `log` may be null: then no outputs are kept.
  CtestJournal(JournalWriter journal, CtestLaunches& launches, CtestLog* log)
      : journal_(std::move(journal)), launches_(launches), log_(log) {}

  /// All entries that ctest selected, before the first verdict; what never starts is `not_run`.
  void plan(std::vector<CtestEntry> entries);
  void start(const std::string& name);
  void end(const CtestVerdict& verdict);
  /// Outputs of failures that the log has meanwhile.
  void poll_outputs();
  /// ctest is gone; `passed`: with exit code 0.
  void finish(bool passed);

 private:
  TestId begin_attempt(const std::string& name);
  void describe(TestId id, const CtestEntry& entry);
  [[nodiscard]] CtestVerdict with_known_reason(CtestVerdict verdict) const;
  void report_reason(TestId id, const CtestVerdict& verdict, const ProcessExited* exited);

  JournalWriter journal_;
  CtestLaunches& launches_;
  CtestLog* log_;
  std::map<std::string, CtestEntry> entries_;
  std::set<std::string> described_;
  std::map<std::string, TestId> running_;
  /// Attempts whose output is still to come, in order: entry, and the id if it failed.
  std::map<std::string, std::vector<TestId>> awaited_;
  TestId last_id_ = 0;
};

}  // namespace testtracker::sources
