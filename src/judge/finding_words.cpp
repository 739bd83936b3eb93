#include "judge/finding_words.hpp"

#include "report/quantity_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace testtracker::judge {
namespace {

constexpr std::size_t k_short_commit = 8;

std::string percent_text(double before, double after) {
  if (before == 0 || !std::isfinite(before) || !std::isfinite(after)) {
    return {};
  }
  const double percent = 100 * (after - before) / std::fabs(before);
  return fmt::format(" ({:+.{}f} %)", percent, std::fabs(percent) < 10 ? 1 : 0);
}

void add_part(std::string& line, const std::string& part) {
  if (!part.empty()) {
    line += (line.empty() ? "" : ", ") + part;
  }
}

}  // namespace

std::string value_text(double value, const std::string& unit) {
  if (unit == "ms" && std::isfinite(value) && value >= 0 && value < 1e12) {
    return report::duration_text(
        std::chrono::nanoseconds(static_cast<std::int64_t>(std::llround(value * 1e6))));
  }
  return fmt::format("{:.6g}{}{}", value, unit.empty() ? "" : " ", unit);
}

std::string change_text(const GateFinding& finding) {
  if (std::isnan(finding.before)) {
    return {};
  }
  return fmt::format("{} → {}{}", value_text(finding.before, finding.unit),
                     value_text(finding.after, finding.unit),
                     percent_text(finding.before, finding.after));
}

std::string band_text(const GateFinding& finding) {
  if (std::isnan(finding.before)) {
    return {};
  }
  const double low = finding.unit == "ms" ? std::max(finding.low, 0.0) : finding.low;
  return fmt::format("{} … {}", value_text(low, finding.unit),
                     value_text(finding.high, finding.unit));
}

std::string finding_line(const GateFinding& finding) {
  auto line = change_text(finding);
  if (!line.empty()) {
    const bool is_reference = finding.finding == Finding::slower_than_reference ||
                              finding.finding == Finding::metric_worse_than_reference;
    line +=
        fmt::format("; {} {}: {}", is_reference ? "around the reference" : "last",
                    is_reference ? "" : fmt::format("{} runs", finding.runs), band_text(finding));
  }
  return line.empty() || finding.why.empty() ? line + finding.why : line + "; " + finding.why;
}

std::string_view heading_of(Finding finding) {
  constexpr std::array<std::string_view, 16> k_headings{"New failures",
                                                        "Failures that came back",
                                                        "Failing tests without history",
                                                        "Slower",
                                                        "Worse metrics",
                                                        "Slower than the reference",
                                                        "Worse metrics than the reference",
                                                        "Flaky",
                                                        "Still failing",
                                                        "Changed metrics",
                                                        "Changed units",
                                                        "Missing tests",
                                                        "Fixed",
                                                        "Faster",
                                                        "Better metrics",
                                                        "New tests"};
  return k_headings[static_cast<std::size_t>(finding)];
}

std::string label_text(const RunLabel& run) {
  std::string line;
  add_part(line, run.name);
  add_part(line, run.branch);
  add_part(line, run.platform);
  return line;
}

std::string baseline_text(const GateReport& report) {
  auto line = fmt::format("{}, {} run{}", report.baseline_branch, report.baseline_runs,
                          report.baseline_runs == 1 ? "" : "s");
  if (report.baseline_first) {
    line += fmt::format(", {} … {}", report.baseline_first->name, report.baseline_last->name);
  }
  return line;
}

std::string judged_text(const GateReport& report) {
  auto line =
      fmt::format("{} tests and {} series judged", report.judged_tests, report.judged_series);
  for (std::size_t i = 0; i < report.not_judged.size(); ++i) {
    const auto& group = report.not_judged[i];
    line += fmt::format("{}{} ({}{})", i == 0 ? "; not judged: " : ", ", group.count, group.reason,
                        group.count <= 2 && !group.examples.empty()
                            ? ": " + fmt::format("{}", fmt::join(group.examples, ", "))
                            : "");
  }
  return line;
}

std::string short_commit(const std::string& commit) {
  return commit.substr(0, k_short_commit);
}

}  // namespace testtracker::judge
