#include "report/entries.hpp"

#include "report/session_words.hpp"
#include "report/test_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace testtracker::report {

std::vector<EntryWithCases> entries_with_cases(const session::SessionResult& result) {
  std::vector<EntryWithCases> entries;
  for (const auto& test : result.tests) {
    if (test.is_entry) {
      entries.push_back({&test});
    }
  }
  const auto rank = [](const EntryWithCases& item) {
    return std::make_tuple(standing_of(*item.entry), std::cref(item.entry->identity.name));
  };
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const auto& left, const auto& right) { return rank(left) < rank(right); });
  std::unordered_map<std::string, EntryWithCases*> by_name;
  for (auto& item : entries) {
    by_name.emplace(item.entry->identity.name, &item);
  }
  for (const auto& test : result.tests) {
    const auto found = test.nested ? by_name.end() : by_name.find(test.entry);
    if (found != by_name.end() && !test.is_entry) {
      ++found->second->cases;
      found->second->bad_cases += test.finished && is_bad(test.status) ? 1U : 0U;
    }
  }
  return entries;
}

std::string entries_line(const session::SessionResult& result) {
  const auto& counts = result.entry_counts;
  if (counts.total == 0) {
    return {};
  }
  auto line =
      counts.failed == 0
          ? fmt::format("{} of ctest, none failed",
                        counts.total == 1 ? "1 entry" : fmt::format("{} entries", counts.total))
          : fmt::format("{} of {} entries of ctest failed", counts.failed, counts.total);
  const auto add = [&line](std::uint64_t count, const char* what) {
    line += count == 0 ? std::string() : fmt::format(", {} {}", count, what);
  };
  add(counts.timed_out, "timed out");
  add(counts.not_run, "not run");
  add(counts.skipped, "skipped");
  add(counts.disabled, "disabled");
  add(counts.flaky, "flaky");
  return line;
}

}  // namespace testtracker::report
