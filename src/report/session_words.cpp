#include "report/session_words.hpp"

#include "report/plain_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <utility>

namespace testtracker::report {
namespace {

constexpr std::size_t k_short_commit = 8;

std::string words_for_passed(const session::Counts& counts) {
  if (counts.total == 0) {
    return "No tests were run";
  }
  const auto not_executed = counts.skipped + counts.disabled;
  if (not_executed == 0 && counts.expected_failures == 0) {
    return counts.total == 1 ? "The only test passed"
                             : fmt::format("All {} tests passed", counts.total);
  }
  auto words = counted(counts.passed, "test") + " passed";
  if (counts.expected_failures > 0) {
    words += fmt::format(", {} failed as expected", counts.expected_failures);
  }
  if (not_executed > 0) {
    words += fmt::format(", {} {} not executed", not_executed, not_executed == 1 ? "was" : "were");
  }
  return words;
}

/// A `main` that forgets the result of its tests looks like one that expects them to fail.
std::string doubt_about_exit_codes(const session::SessionResult& result) {
  std::uint64_t excused = 0;
  std::set<std::string> programs;
  for (const auto& process : result.processes) {
    if (process.excused_failures > 0 && !process.start.nested) {
      excused += process.excused_failures;
      programs.insert(visible_text(process.identity));
    }
  }
  if (excused == 0) {
    return {};
  }
  return fmt::format(
      "{} {} as expected, because {} {} with 0 all the same; if that is not meant, let main() "
      "return what RUN_ALL_TESTS() returns.",
      counted(excused, "failure"), excused == 1 ? "counts" : "count", fmt::join(programs, ", "),
      programs.size() == 1 ? "exits" : "exit");
}

}  // namespace

std::string counted(std::uint64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string headline(const session::SessionResult& result) {
  const auto& counts = result.counts;
  const auto progress = fmt::format("{} of {}", counts.total, counted(result.planned, "test"));
  const auto failed = counts.failed == 0 ? "" : fmt::format(", {} failed", counts.failed);
  switch (result.verdict) {
    case session::Verdict::running:
      return "Running: " + progress + " done" + failed;
    case session::Verdict::interrupted:
      return "Interrupted after " + progress + failed;
    case session::Verdict::passed:
      return words_for_passed(counts);
    case session::Verdict::failed:
      break;
  }
  return counts.failed == 0
             ? "The session failed, and no test says why"
             : fmt::format("{} of {} failed", counts.failed, counted(counts.total, "test"));
}

std::string counts_line(const session::SessionResult& result) {
  const auto& counts = result.counts;
  if (counts.total == 0) {
    return "no tests were recorded";
  }
  auto text = counted(counts.total, "test");
  const auto add = [&text](std::uint64_t count, const char* what) {
    text += count == 0 ? std::string() : fmt::format(", {} {}", count, what);
  };
  add(counts.failed, "failed");
  add(counts.expected_failures, "failed as expected");
  add(counts.skipped + counts.disabled, "skipped");
  add(counts.flaky, "flaky");
  if (const auto entries = result.entry_counts.total; entries > 0 && entries != counts.total) {
    text += fmt::format(" in {} entries of ctest", entries);
  }
  return text;
}

std::vector<std::string> doubts(const session::SessionResult& result) {
  std::uint64_t lost = 0;
  std::uint64_t damaged = 0;
  std::uint64_t unknown = 0;
  for (const auto& process : result.processes) {
    lost += process.lost_records;
    damaged += process.damaged_lines;
    unknown += process.start.program.empty() ? 1U : 0U;
  }
  std::vector<std::string> sentences;
  if (lost > 0) {
    sentences.push_back(counted(lost, "record") +
                        " could not be written by the test programs (was the disk full?); "
                        "results may be missing.");
  }
  if (damaged > 0) {
    sentences.push_back(counted(damaged, "line") +
                        " of the journals could not be read; results may be missing.");
  }
  if (unknown > 0) {
    sentences.push_back(counted(unknown, "journal") +
                        " had no readable beginning; nothing is known of those processes.");
  }
  if (auto doubt = doubt_about_exit_codes(result); !doubt.empty()) {
    sentences.push_back(std::move(doubt));
  }
  return sentences;
}

std::string run_name(const context::RunContext& context) {
  std::string name = context.build ? fmt::format("#{}", *context.build) : std::string();
  if (!context.commit.empty()) {
    name += name.empty() ? "" : " ";
    name += visible_text(context.commit.substr(0, k_short_commit));
  }
  return name;
}

std::string subject(const session::SessionResult& result, const context::RunContext& context) {
  for (const auto* name : {&context.suite, &context.project}) {
    if (!name->empty()) {
      return visible_text(*name);
    }
  }
  for (const auto& process : result.processes) {
    if (!process.start.program.empty()) {
      return visible_text(process.start.program);
    }
  }
  return visible_text(result.id);
}

}  // namespace testtracker::report
