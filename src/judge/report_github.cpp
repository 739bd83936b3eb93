#include "judge/finding_words.hpp"
#include "judge/report_formats.hpp"
#include "report/plain_text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace testtracker::judge {
namespace {

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: data escapes `%`, CR
// and LF; values of properties `:` and `,` besides.
std::string escaped(std::string_view text, bool is_property) {
  std::string result;
  for (const char byte : text) {
    switch (byte) {
      case '%':
        result += "%25";
        break;
      case '\r':
        result += "%0D";
        break;
      case '\n':
        result += "%0A";
        break;
      case ':':
        result += is_property ? "%3A" : ":";
        break;
      case ',':
        result += is_property ? "%2C" : ",";
        break;
      default:
        result += byte;
    }
  }
  return result;
}

/// A place that cannot be shown is left out as a whole: GitHub then shows the annotation beside the
/// run.
std::string place_of(const GateFinding& finding) {
  if (finding.file.empty()) {
    return {};
  }
  const auto line = finding.line > 0 ? fmt::format("line={},", finding.line) : std::string();
  return fmt::format("file={},{}", escaped(finding.file, true), line);
}

std::string command(const char* word, const std::string& place, std::string_view title,
                    std::string_view text) {
  return fmt::format("::{} {}title={}::{}\n", word, place, escaped(title, true),
                     escaped(text, false));
}

std::string title_of(const GateFinding& finding) {
  return fmt::format("{}: {}", to_string(finding.finding), report::visible_text(finding.key));
}

std::string text_of(const GateFinding& finding) {
  const auto message = report::visible_text(finding.message);
  return finding_line(finding) + (message.empty() ? "" : "\n" + message);
}

}  // namespace

// GitHub shows ten annotations of a kind per step, so that only what matters is one.
std::string github_report(const GateReport& report) {
  const char* const word = report.verdict == GateVerdict::clean ? "notice" : "error";
  auto out = command(word, {}, "testtracker gate", report.sentence + "\n" + judged_text(report));
  for (const auto& finding : report.findings) {
    if (finding.weight == Weight::regression || finding.weight == Weight::warning) {
      out += command(finding.weight == Weight::regression ? "error" : "warning", place_of(finding),
                     title_of(finding), text_of(finding));
    }
  }
  return out;
}

}  // namespace testtracker::judge
