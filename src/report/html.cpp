#include "report/html.hpp"

#include "report/html_text.hpp"
#include "report/page_data.hpp"
#include "report/page_files.hpp"
#include "report/page_sections.hpp"
#include "report/page_summary.hpp"
#include "report/session_words.hpp"

#include <fmt/format.h>

#include <string_view>

namespace testtracker::report {
namespace {

std::string title(const session::SessionResult& result, const context::RunContext& context) {
  return html_text(
      fmt::format("{} {}: {}", subject(result, context), run_name(context), headline(result)));
}

std::string footer(const session::SessionResult& result) {
  return fmt::format("<p>Session <code>{}</code>, reported by testtracker.</p>\n",
                     html_name(result.id));
}

/// What stands for `{{name}}` in report.html.
std::string part(std::string_view name, const session::SessionResult& result,
                 const context::RunContext& context) {
  if (name == "title") {
    return title(result, context);
  }
  if (name == "style") {
    return std::string(k_page_css);
  }
  if (name == "script") {
    return std::string(k_page_js);
  }
  if (name == "summary") {
    return page_summary(result, context);
  }
  if (name == "failures") {
    return failures_section(result);
  }
  if (name == "flaky") {
    return flaky_section(result);
  }
  if (name == "entries") {
    return entries_section(result);
  }
  if (name == "slowest") {
    return slowest_section(result);
  }
  if (name == "reported") {
    return reported_section(result);
  }
  if (name == "programs") {
    return programs_section(result);
  }
  return name == "data" ? page_data(result) : footer(result);
}

}  // namespace

std::string html_page(const session::SessionResult& result, const context::RunContext& context) {
  std::string page;
  auto rest = k_page_html;
  for (auto open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const auto close = rest.find("}}", open);
    page += rest.substr(0, open);
    page += part(rest.substr(open + 2, close - open - 2), result, context);
    rest.remove_prefix(close + 2);
  }
  page += rest;
  return page;
}

}  // namespace testtracker::report
