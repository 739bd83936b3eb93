#include "judge/finding_words.hpp"
#include "judge/report_formats.hpp"
#include "report/plain_text.hpp"
#include "report/sparkline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace testtracker::judge {
namespace {

// A comment on GitHub holds 65,536 characters.
constexpr std::size_t k_most_rows = 100;

/// A text that Markdown shows as it is, also inside of a table.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char byte : report::visible_text(text)) {
    if (std::string_view("\\`*_{}[]<>()#+!|~$@").find(byte) != std::string_view::npos) {
      result += '\\';
    }
    result += byte;
  }
  return result;
}

std::string link(const std::string& text, const std::string& url) {
  return url.empty() ? escaped(text) : fmt::format("[{}]({})", escaped(text), url);
}

std::string row_of(const GateFinding& finding) {
  auto what = escaped(finding_line(finding));
  if (!finding.message.empty()) {
    what += "<br>" + escaped(finding.message);
  }
  if (!finding.last_good_name.empty()) {
    what += "<br>last passed in " + link(finding.last_good_name, finding.last_good_url);
  }
  if (const auto spark = report::sparkline(finding.recent, finding.recent.size()); !spark.empty()) {
    what += " " + spark;
  }
  return fmt::format("| {} | {} | {} |\n", to_string(finding.finding), escaped(finding.key), what);
}

void add_table(const GateReport& report, Weight first, Weight last, std::string& out) {
  std::size_t rows = 0;
  std::size_t left_out = 0;
  for (const auto& finding : report.findings) {
    if (finding.weight < first || finding.weight > last) {
      continue;
    }
    if (rows == k_most_rows) {
      ++left_out;
      continue;
    }
    out += rows++ == 0 ? "\n| | test or metric | |\n|---|---|---|\n" : "";
    out += row_of(finding);
  }
  if (left_out > 0) {
    out += fmt::format("\n… and {} more.\n", left_out);
  }
}

void add_runs(const GateReport& report, std::string& out) {
  if (report.run.name.empty()) {
    return;
  }
  out += fmt::format("Run {}, beside {}.", link(label_text(report.run), report.run.url),
                     escaped(baseline_text(report)));
  if (report.reference) {
    out +=
        fmt::format(" Reference {}.", link(label_text(*report.reference), report.reference->url));
  }
  out += "\n";
}

const char* picture_of(GateVerdict verdict) {
  return verdict == GateVerdict::clean ? "✅" : verdict == GateVerdict::regression ? "❌" : "⚠️";
}

}  // namespace

std::string markdown_report(const GateReport& report) {
  auto out = fmt::format("### {} {}\n\n", picture_of(report.verdict), escaped(report.sentence));
  add_runs(report, out);
  add_table(report, Weight::regression, Weight::warning, out);
  if (count(report, Weight::quarantined) + count(report, Weight::notice) > 0) {
    out += "\n<details><summary>Good to know</summary>\n";
    add_table(report, Weight::quarantined, Weight::notice, out);
    out += "\n</details>\n";
  }
  if (report.verdict != GateVerdict::cannot_judge) {
    out += "\n" + escaped(judged_text(report)) + ".\n";
  }
  for (const auto& notice : report.notices) {
    out += "\n> " + escaped(notice) + "\n";
  }
  return out;
}

}  // namespace testtracker::judge
