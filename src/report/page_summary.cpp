#include "report/page_summary.hpp"

#include "report/html_text.hpp"
#include "report/quantity_text.hpp"
#include "report/session_words.hpp"
#include "report/test_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace testtracker::report {
namespace {

struct Share {
  std::string_view tone;
  std::string_view label;
  std::uint64_t count;
};

std::string_view tone_of(session::Verdict verdict) {
  switch (verdict) {
    case session::Verdict::passed:
      return "good";
    case session::Verdict::failed:
      return "bad";
    case session::Verdict::interrupted:
      return "warn";
    case session::Verdict::running:
      break;
  }
  return "live";
}

std::string capitalised(std::string_view word) {
  std::string text(word);
  text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

/// Every finished test is in exactly one of these.
std::array<Share, 4> shares_of(const session::Counts& counts) {
  return {{{"bad", "failed", counts.failed},
           {"warn", "failed as expected", counts.expected_failures},
           {"good", "passed", counts.passed},
           {"calm", "not executed", counts.skipped + counts.disabled}}};
}

std::string share_bar(const session::Counts& counts) {
  if (counts.total == 0) {
    return {};
  }
  std::string svg;
  std::string words;
  double at = 0;
  for (const auto& share : shares_of(counts)) {
    const double width =
        100.0 * static_cast<double>(share.count) / static_cast<double>(counts.total);
    if (share.count > 0) {
      svg += fmt::format(R"(<rect class="{}" x="{:.3f}%" width="{:.3f}%" height="8"/>)", share.tone,
                         at, width);
      words += fmt::format("{}{} {}", words.empty() ? "" : ", ", share.count, share.label);
    }
    at += width;
  }
  return fmt::format("<svg class=\"share\" role=\"img\" aria-label=\"{}\">{}</svg>\n", words, svg);
}

std::string count_item(std::string_view tone, std::string_view label, std::uint64_t count) {
  return html_fact(label, fmt::format("{}", count), count == 0 ? "none" : tone);
}

std::string count_items(const session::SessionResult& result) {
  const auto& counts = result.counts;
  std::string items = count_item("bad", "failed", counts.failed);
  items += count_item("warn", "flaky", counts.flaky);
  if (counts.expected_failures > 0) {
    items += count_item("warn", "failed as expected", counts.expected_failures);
  }
  items += count_item("calm", "not executed", counts.skipped + counts.disabled);
  items += count_item("good", "passed", counts.passed);
  items += html_fact("tests", fmt::format("{}", counts.total));
  items += html_fact("duration", duration_text(result.duration));
  return fmt::format("<dl class=\"counts\">\n{}</dl>\n", items);
}

bool is_web_address(const std::string& url) {
  return url.rfind("https://", 0) == 0 || url.rfind("http://", 0) == 0;
}

std::string link(const std::string& url) {
  const auto text = html_name(url);
  return is_web_address(url) ? fmt::format(R"(<a href="{0}">{0}</a>)", text) : text;
}

std::string code(const std::string& text) {
  return text.empty() ? text : "<code>" + html_name(text) + "</code>";
}

std::string joined(const std::string& first, const std::string& separator,
                   const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + separator + second;
}

std::string facts(const session::SessionResult& result, const context::RunContext& context) {
  auto commit = code(context.commit);
  if (context.dirty && !commit.empty()) {
    commit += R"(<span class="tag">with uncommitted changes</span>)";
  }
  std::string items = html_fact("Branch", html_name(context.branch));
  items += html_fact("Build", context.build ? fmt::format("#{}", *context.build) : "");
  items += html_fact("Started", time_text(result.started));
  items += html_fact("Machine", html_name(joined(context.host, ", user ", context.user)));
  items += html_fact("Platform", html_name(joined(context.os, ", ", context.platform)));
  items += html_fact("Compiler", html_name(joined(context.compiler, ", ", context.build_type)));
  for (const auto& [name, value] : context.tags) {
    items += html_fact(html_name(name), html_name(value));
  }
  items += html_fact("Commit", commit, "wide");
  items += html_fact("CI job", context.ci_url.empty() ? "" : link(context.ci_url), "wide");
  items += html_fact("Command", code(context.command), "wide");
  return fmt::format("<dl class=\"facts\">\n{}</dl>\n", items);
}

std::string alerts(const session::SessionResult& result) {
  std::string html;
  if (result.verdict == session::Verdict::running) {
    html += "<p class=\"alert live\">The session was still running when this page was made.</p>\n";
  }
  for (const auto& doubt : doubts(result)) {
    html += fmt::format("<p class=\"alert warn\">{}</p>\n", html_text(doubt));
  }
  return html;
}

}  // namespace

std::string page_summary(const session::SessionResult& result, const context::RunContext& context) {
  const auto name = run_name(context);
  const auto suffix = name.empty() ? name : " <span class=\"suite\">" + html_text(name) + "</span>";
  std::string html = "<div>\n<div class=\"title\">\n";
  html += fmt::format("<span class=\"verdict {}\">{}</span>\n", tone_of(result.verdict),
                      capitalised(verdict_word(result.verdict)));
  html += fmt::format("<h1>{}{}</h1>\n</div>\n", html_text(subject(result, context)), suffix);
  html += fmt::format("<p class=\"lead\">{}.</p>\n", html_text(headline(result)));
  html += count_items(result) + share_bar(result.counts) + alerts(result);
  return html + facts(result, context) + "</div>\n";
}

}  // namespace testtracker::report
