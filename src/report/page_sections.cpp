#include "report/page_sections.hpp"

#include "report/html_text.hpp"
#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/session_words.hpp"
#include "report/test_order.hpp"
#include "session/signal_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace testtracker::report {
namespace {

using session::ProcessResult;
using session::SessionResult;

constexpr std::size_t k_bars = 15;
constexpr std::size_t k_programs = 500;
constexpr std::size_t k_max_text_bytes = 16'000;

std::string bar(const session::TestResult& test, std::chrono::nanoseconds longest) {
  const double share =
      100.0 * static_cast<double>(test.duration.count()) / static_cast<double>(longest.count());
  return fmt::format(
      "<li><span class=\"label\" title=\"{0}.{1}\"><span class=\"suite\">{0}.</span>{1}</span>"
      "<svg class=\"bar {2}\" aria-hidden=\"true\"><rect width=\"{3:.2f}%\" height=\"100%\" "
      "rx=\"3\"/></svg><span class=\"end\">{4}</span></li>\n",
      html_name(test.identity.suite), html_name(test.identity.name), tone_of(test), share,
      duration_text(test.duration));
}

std::string number_text(double value) {
  return fmt::format("{}", value);
}

std::string state_badge(const ProcessResult& process) {
  if (process.state == session::ProcessState::running) {
    return html_badge("live", "running");
  }
  if (process.timed_out) {
    return html_badge("bad", "timed out");
  }
  if (process.signal) {
    return html_badge("bad", session::signal_name(*process.signal));
  }
  if (process.state == session::ProcessState::died) {
    return html_badge("bad", "died");
  }
  return process.passed ? html_badge("good", "passed") : html_badge("bad", "failed");
}

std::string framework_of(const ProgramStarted& start) {
  return start.framework + (start.framework_version.empty() ? "" : " " + start.framework_version);
}

std::string program_row(const ProcessResult& process) {
  const auto& start = process.start;
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}"
      "</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
      state_badge(process), html_name(process.identity.empty() ? start.process : process.identity),
      html_name(framework_of(start)), duration_text(process.duration),
      process.exit_code ? fmt::format("{}", *process.exit_code) : "",
      memory_text(process.max_resident_bytes), html_name(start.host));
}

std::string programs_table(const std::vector<const ProcessResult*>& processes) {
  std::string html =
      "<div class=\"card scroll\"><table><thead><tr><th scope=\"col\">Ended</th>"
      "<th scope=\"col\">Program</th><th scope=\"col\">Framework</th>"
      "<th scope=\"col\" class=\"number\">Duration</th>"
      "<th scope=\"col\" class=\"number\">Exit code</th>"
      "<th scope=\"col\" class=\"number\">Memory</th><th scope=\"col\">Machine</th>"
      "</tr></thead><tbody>\n";
  const auto shown = std::min(processes.size(), k_programs);
  for (std::size_t i = 0; i < shown; ++i) {
    html += program_row(*processes[i]);
  }
  html += "</tbody></table></div>\n";
  if (shown < processes.size()) {
    html += fmt::format("<p class=\"hint\">… and {} more.</p>\n", processes.size() - shown);
  }
  return html;
}

std::vector<const ProcessResult*> processes_of(const SessionResult& result, bool nested) {
  std::vector<const ProcessResult*> processes;
  for (const auto& process : result.processes) {
    if (process.start.nested == nested) {
      processes.push_back(&process);
    }
  }
  return processes;
}

std::string nested_words(const SessionResult& result) {
  const auto& counts = result.nested_counts;
  return fmt::format(
      "<p class=\"hint\">Started by tests, sometimes to fail on purpose: {}, {} failed. They count "
      "neither in the verdict nor in the numbers above.</p>\n",
      counted(counts.total, "test"), counts.failed);
}

}  // namespace

std::string slowest_section(const SessionResult& result) {
  const auto slowest = slowest_tests(result.tests, k_bars);
  if (slowest.size() < 2) {
    return {};
  }
  const auto longest = result.tests[slowest.front()].duration;
  std::string bars;
  for (const auto index : slowest) {
    bars += bar(result.tests[index], longest);
  }
  return html_section("slowest", "Slowest tests", "",
                      "<ol class=\"card bars\">\n" + bars + "</ol>\n");
}

std::string reported_section(const SessionResult& result) {
  std::string pairs;
  for (const auto& metric : result.metrics) {
    pairs +=
        fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_name(metric.name), number_text(metric.value));
  }
  for (const auto& param : result.params) {
    pairs += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_name(param.name),
                         html_text(plain_text(param.value)));
  }
  std::string body = pairs.empty() ? pairs : "<dl class=\"pairs\">\n" + pairs + "</dl>\n";
  for (const auto& note : result.notes) {
    body += "<h3>Note</h3>\n<pre>" + html_text(plain_excerpt(note, k_max_text_bytes)) + "</pre>\n";
  }
  return body.empty() ? body
                      : html_section("reported", "Reported by the programs", "outside of any test",
                                     "<div class=\"card sheet\">\n" + body + "</div>\n");
}

std::string programs_section(const SessionResult& result) {
  const auto programs = processes_of(result, false);
  const auto nested = processes_of(result, true);
  std::string html;
  if (!programs.empty()) {
    html += html_section("programs", "Programs", fmt::format("{}", programs.size()),
                         programs_table(programs));
  }
  if (!nested.empty()) {
    html += html_section("nested", "Nested programs", fmt::format("{}", nested.size()),
                         nested_words(result) +
                             "<details class=\"more\"><summary>Show them</summary>\n" +
                             programs_table(nested) + "</details>\n");
  }
  return html;
}

}  // namespace testtracker::report
