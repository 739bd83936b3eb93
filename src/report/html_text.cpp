#include "report/html_text.hpp"

#include "report/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace testtracker::report {

std::string html_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_name(std::string_view name) {
  return html_text(visible_text(name));
}

std::string_view tone_of(const session::TestResult& test) {
  if (!test.finished) {
    return "live";
  }
  switch (test.status) {
    case Status::passed:
      return "good";
    case Status::skipped:
    case Status::disabled:
      return "calm";
    case Status::expected_failure:
      return "warn";
    default:
      return "bad";
  }
}

std::string html_badge(std::string_view tone, std::string_view word) {
  std::string words(word);
  std::replace(words.begin(), words.end(), '_', ' ');
  return fmt::format(R"(<span class="badge {}">{}</span>)", tone, words);
}

std::string html_fact(std::string_view name, const std::string& value, std::string_view css_class) {
  if (value.empty()) {
    return {};
  }
  const auto attribute = css_class.empty() ? "" : fmt::format(R"( class="{}")", css_class);
  return fmt::format("<div{}><dt>{}</dt><dd>{}</dd></div>\n", attribute, name, value);
}

std::string html_section(std::string_view id, std::string_view title, std::string_view small,
                         const std::string& body) {
  return fmt::format(
      "<section aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1} <small>{2}</small></h2>\n"
      "{3}</section>\n",
      id, title, small, body);
}

}  // namespace testtracker::report
