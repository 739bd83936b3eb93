#include "upload/run_note.hpp"

#include "report/quantity_text.hpp"
#include "report/session_words.hpp"
#include "report/test_order.hpp"
#include "report/test_words.hpp"
#include "upload/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace testtracker::upload {
namespace {

using session::SessionResult;
using session::Verdict;

constexpr std::size_t k_tests_before_links = 2;  // with the verdict: three lines
constexpr std::size_t k_max_why_bytes = 200;
constexpr std::string_view k_line_break = "  \n";  // two spaces: CommonMark's hard line break

/// `text` as a Markdown code span: nothing in it means anything. CommonMark 6.1: the fence must be
/// longer than any run of backticks inside.
std::string code_span(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool needs_space = !text.empty() && (text.front() == '`' || text.back() == '`');
  const std::string_view space = needs_space ? " " : "";
  return fmt::format("{0}{1}{2}{1}{0}", fence, space, text);
}

std::string verdict_words(const SessionResult& result) {
  const auto& counts = result.counts;
  switch (result.verdict) {
    case Verdict::passed:
      return fmt::format("**Passed:** {}", counted(counts.total, "test"));
    case Verdict::interrupted:
      return fmt::format("**Interrupted:** {} of {} failed", counts.failed,
                         counted(counts.total, "test"));
    default:
      return fmt::format("**Failed:** {} of {}", counts.failed, counted(counts.total, "test"));
  }
}

std::string verdict_line(const SessionResult& result) {
  const auto& counts = result.counts;
  auto line = verdict_words(result);
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) {
      line += fmt::format(", {} {}", count, what);
    }
  };
  add(counts.crashed, "crashed");
  add(counts.not_run, "not run");
  add(counts.flaky, "flaky");
  add(counts.expected_failures, "failed as expected");
  add(counts.skipped + counts.disabled, "skipped");
  return line + ", in " + report::duration_text(result.duration);
}

std::string test_line(const session::TestResult& test, const std::string& key) {
  const auto why = cut_text(report::message_line(test), k_max_why_bytes);
  const auto line = fmt::format("{} {}", code_span(key), report::status_word(test));
  return why.empty() ? line : line + ": " + code_span(why);
}

/// Failed tests, then flaky ones, as they are listed everywhere.
std::vector<std::string> test_lines(const SessionResult& result,
                                    const std::vector<std::string>& keys) {
  std::vector<std::string> lines;
  for (const std::size_t i : report::display_order(result.tests)) {
    const auto standing = report::standing_of(result.tests[i]);
    if (standing == report::Standing::bad || standing == report::Standing::flaky) {
      lines.push_back(test_line(result.tests[i], keys[i]));
    }
  }
  return lines;
}

std::string links_line(const Place& absolute, const NoteFacts& facts) {
  Place place = absolute;
  place.ui_url.clear();  // relative links outlive the server's address
  auto line =
      fmt::format("[Trend]({}) · [status of the tests]({})", trend_link(place), status_link(place));
  if (const auto compare = compare_link(place); !compare.empty()) {
    line += fmt::format(" · [compare with {}]({})",
                        facts.previous_name.empty() ? "the previous run" : facts.previous_name,
                        compare);
  }
  if (facts.has_traces) {
    line += fmt::format(" · [traces of failed and changed tests]({})", traces_link(place));
  }
  if (facts.has_artifacts) {
    line += fmt::format(" · [report]({})", artifact_link(place, "report.html"));
  }
  return line;
}

std::string nested_line(const SessionResult& result) {
  const auto& counts = result.nested_counts;
  return counts.total == 0
             ? std::string()
             : fmt::format(
                   "Nested programs, started by tests, ran {} more ({} failed); they do "
                   "not count.",
                   counted(counts.total, "test"), counts.failed);
}

/// The paragraphs behind everything else.
std::string ending_of(const SessionResult& result, const NoteFacts& facts) {
  std::string ending;
  const auto add = [&](const std::string& paragraph) {
    ending += paragraph.empty() ? "" : "\n\n" + paragraph;
  };
  add(nested_line(result));
  for (const auto& doubt : report::doubts(result)) {
    add(doubt);
  }
  for (const auto& remark : facts.remarks) {
    add(remark);
  }
  return ending;
}

/// A paragraph with the tests from `first` on, as many as fit.
std::string more_tests(const std::vector<std::string>& tests, std::size_t first, std::size_t room) {
  std::string more;
  for (std::size_t i = first; i < tests.size(); ++i) {
    const std::string_view begin = more.empty() ? "\n\n" : k_line_break;
    const auto rest =
        fmt::format("{}… and {} more, in the table and the report", k_line_break, tests.size() - i);
    if (more.size() + begin.size() + tests[i].size() + rest.size() > room) {
      return more + rest;
    }
    more.append(begin).append(tests[i]);
  }
  return more;
}

}  // namespace

std::string run_note(const SessionResult& result, const std::vector<std::string>& keys,
                     const Place& place, const NoteFacts& facts, std::size_t max_bytes) {
  const auto tests = test_lines(result, keys);
  const auto first_of_more = std::min(k_tests_before_links, tests.size());
  std::string head = verdict_line(result);
  for (std::size_t i = 0; i < first_of_more; ++i) {
    head.append(k_line_break).append(tests[i]);
  }
  head += "\n\n" + links_line(place, facts);
  const auto ending = ending_of(result, facts);
  const auto room = max_bytes - std::min(max_bytes, head.size() + ending.size());
  return cut_text(head + more_tests(tests, first_of_more, room) + ending, max_bytes);
}

}  // namespace testtracker::upload
