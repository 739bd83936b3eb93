#include "judge/finding_words.hpp"
#include "judge/report_formats.hpp"
#include "report/line_fitting.hpp"
#include "report/plain_text.hpp"
#include "report/sparkline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace testtracker::judge {
namespace {

struct Style {
  const char* mark;
  const char* colour;  // SGR of ECMA-48
};

Style style_of(const GateFinding& finding) {
  switch (finding.weight) {
    case Weight::regression:
      return {"✗", "31"};
    case Weight::warning:
      return {"!", "33"};
    case Weight::quarantined:
      return {"~", "2"};
    case Weight::notice:
      break;
  }
  return {"·", "2"};
}

/// Collects lines; those of findings up to a limit.
class Screen {
 public:
  explicit Screen(const TextOptions& options) : options_(options) {}

  void line(const std::string& text, const char* colour = nullptr) {
    const auto fitted = options_.width == 0 ? text : report::fitted(text, options_.width);
    out_ += options_.paint && colour != nullptr ? fmt::format("\x1b[{}m{}\x1b[0m\n", colour, fitted)
                                                : fitted + "\n";
    ++lines_;
  }
  [[nodiscard]] bool is_full() const { return lines_ >= options_.most_lines; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  const TextOptions& options_;
  std::string out_;
  std::size_t lines_ = 0;
};

void add_finding(const GateFinding& finding, Screen& screen) {
  const auto style = style_of(finding);
  const auto spark = report::sparkline(finding.recent, finding.recent.size());
  screen.line(fmt::format("  {} {}{}{}", style.mark, report::visible_text(finding.key),
                          spark.empty() ? "" : "  ", spark),
              style.colour);
  screen.line("      " + report::visible_text(finding_line(finding)));
  if (!finding.message.empty()) {
    screen.line("      " + report::visible_text(finding.message));
  }
  const bool has_good = finding.weight == Weight::regression && !finding.last_good_name.empty();
  if (has_good) {
    screen.line(fmt::format("      last passed in {}{}{}", finding.last_good_name,
                            finding.last_good_url.empty() ? "" : ": ", finding.last_good_url));
  }
}

/// New and fixed tests are good to know, one line for all of them is enough.
bool is_listed_briefly(const GateFinding& finding) {
  return finding.weight == Weight::notice;
}

void add_brief(const std::vector<GateFinding>& findings, Screen& screen) {
  constexpr std::size_t k_named = 3;
  for (auto first = findings.begin(); first != findings.end();) {
    const auto last = std::find_if(first, findings.end(), [&](const GateFinding& finding) {
      return finding.finding != first->finding;
    });
    const auto count = static_cast<std::size_t>(last - first);
    std::string names;
    for (std::size_t i = 0; i < std::min(count, k_named); ++i) {
      names +=
          (i == 0 ? "" : ", ") + report::visible_text(first[static_cast<std::ptrdiff_t>(i)].key);
    }
    screen.line(fmt::format("{}: {}{}", heading_of(first->finding), names,
                            count > k_named ? fmt::format(" and {} more", count - k_named) : ""));
    first = last;
  }
}

void add_head(const GateReport& report, Screen& screen) {
  const char* const colour = report.verdict == GateVerdict::clean        ? "32"
                             : report.verdict == GateVerdict::regression ? "31"
                                                                         : "33";
  screen.line(report.sentence, colour);
  if (report.run.name.empty()) {
    return;
  }
  screen.line("  run       " + label_text(report.run));
  if (!report.run.url.empty()) {
    screen.line("            " + report.run.url);
  }
  screen.line("  baseline  " + baseline_text(report));
  if (report.reference) {
    screen.line("  reference " + label_text(*report.reference));
  }
}

void add_findings(const GateReport& report, Screen& screen) {
  std::vector<GateFinding> brief;
  std::optional<std::pair<Weight, Finding>> group;
  std::size_t left_out = 0;
  for (const auto& finding : report.findings) {
    if (is_listed_briefly(finding)) {
      brief.push_back(finding);
      continue;
    }
    if (screen.is_full()) {
      ++left_out;
      continue;
    }
    if (const std::pair next(finding.weight, finding.finding); group != next) {
      group = next;
      screen.line("");
      screen.line(fmt::format("{}{}", heading_of(finding.finding),
                              finding.weight == Weight::warning       ? " (do not count)"
                              : finding.weight == Weight::quarantined ? " (in quarantine)"
                                                                      : ""),
                  "1");
    }
    add_finding(finding, screen);
  }
  if (left_out > 0) {
    screen.line(fmt::format("… and {} more; --output markdown=FILE has them all", left_out));
  }
  if (!brief.empty()) {
    screen.line("");
    add_brief(brief, screen);
  }
}

}  // namespace

std::string text_report(const GateReport& report, const TextOptions& options) {
  Screen screen(options);
  add_head(report, screen);
  add_findings(report, screen);
  if (report.verdict != GateVerdict::cannot_judge) {
    screen.line("");
    screen.line(judged_text(report));
  }
  for (const auto& notice : report.notices) {
    screen.line("note: " + report::visible_text(notice));
  }
  return screen.take();
}

}  // namespace testtracker::judge
