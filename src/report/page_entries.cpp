#include "report/entries.hpp"
#include "report/html_text.hpp"
#include "report/page_sections.hpp"
#include "report/quantity_text.hpp"
#include "report/test_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace testtracker::report {
namespace {

constexpr std::size_t k_most = 5'000;

/// The page's script makes the button show just these cases; without scripts it is the number.
std::string cases_cell(const EntryWithCases& item) {
  if (item.cases == 0) {
    return {};
  }
  const auto bad = item.bad_cases == 0 ? std::string() : fmt::format(", {} failed", item.bad_cases);
  return fmt::format(R"(<button type="button" class="cases" data-entry="{}">{}{}</button>)",
                     html_name(item.entry->identity.name), item.cases, bad);
}

std::string row(const EntryWithCases& item) {
  const auto& entry = *item.entry;
  const auto* attempt = entry.attempts.empty() ? nullptr : &entry.attempts.back();
  const auto exit = attempt != nullptr && attempt->exit_code
                        ? fmt::format("{}", *attempt->exit_code)
                        : std::string();
  const auto flaky =
      entry.flaky ? fmt::format("<span class=\"tag\">{}</span>", flaky_words(entry)) : "";
  return fmt::format(
      "<tr><td>{}</td><td>{}{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
      html_badge(tone_of(entry), status_word(entry)), html_name(entry.identity.name), flaky,
      cases_cell(item), has_duration(entry) ? duration_text(entry.duration) : "", exit,
      attempt == nullptr ? "" : memory_text(attempt->max_resident_bytes),
      html_text(message_line(entry)));
}

}  // namespace

std::string entries_section(const session::SessionResult& result) {
  const auto entries = entries_with_cases(result);
  if (entries.empty()) {
    return {};
  }
  std::string html =
      "<div class=\"card scroll\"><table><thead><tr><th scope=\"col\">Status</th>"
      "<th scope=\"col\">Entry</th><th scope=\"col\" class=\"number\">Cases</th>"
      "<th scope=\"col\" class=\"number\">Duration</th>"
      "<th scope=\"col\" class=\"number\">Exit code</th>"
      "<th scope=\"col\" class=\"number\">Memory</th><th scope=\"col\">Message</th>"
      "</tr></thead><tbody>\n";
  const auto shown = std::min(entries.size(), k_most);
  for (std::size_t i = 0; i < shown; ++i) {
    html += row(entries[i]);
  }
  html += "</tbody></table></div>\n";
  if (shown < entries.size()) {
    html += fmt::format("<p class=\"hint\">… and {} more.</p>\n", entries.size() - shown);
  }
  return html_section("entries", "Entries of ctest", html_text(entries_line(result)), html);
}

}  // namespace testtracker::report
