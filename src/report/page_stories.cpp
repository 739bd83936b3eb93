// The sections of report.html that tell what happened to a test, one by one.

#include "report/html_text.hpp"
#include "report/page_sections.hpp"
#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/test_order.hpp"
#include "report/test_words.hpp"
#include "session/failure_text.hpp"
#include "session/program_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace testtracker::report {
namespace {

using session::SessionResult;
using session::TestResult;

constexpr std::size_t k_stories = 50;
constexpr std::size_t k_open_stories = 8;
constexpr std::size_t k_lines = 1000;
constexpr std::size_t k_max_text_bytes = 16'000;

std::string rerun_line(const SessionResult& result, const TestResult& test) {
  if (test.attempts.empty()) {
    return {};
  }
  const auto& process = result.processes.at(test.attempts.back().process);
  const auto command = session::rerun_command(process, test);
  return command.empty() ? command
                         : fmt::format("<p class=\"again\">Run it again <code>{}</code></p>\n",
                                       html_name(command));
}

std::string text_block(const std::string& text) {
  return text.empty()
             ? text
             : fmt::format("<pre>{}</pre>\n", html_text(plain_excerpt(text, k_max_text_bytes)));
}

/// The text of every bad attempt, with a heading when there are several attempts.
std::string attempts_body(const TestResult& test) {
  std::string html;
  for (std::size_t i = 0; i < test.attempts.size(); ++i) {
    const auto& attempt = test.attempts[i];
    if (!attempt.finished || !is_bad(attempt.status)) {
      continue;
    }
    if (test.attempts.size() > 1) {
      html += fmt::format("<h3>Attempt {} of {}: {}, {}</h3>\n", i + 1, test.attempts.size(),
                          to_string(attempt.status), duration_text(attempt.duration));
    }
    html += text_block(session::text_of(attempt));
  }
  return html;
}

std::string notes_body(const TestResult& test) {
  std::string html;
  for (const auto& note : test.notes) {
    html += "<h3>Note</h3>\n" + text_block(note);
  }
  return html;
}

std::string name_of(const TestResult& test) {
  const auto suite = html_name(test.identity.suite) + (test.outside_tests ? " " : ".");
  return fmt::format(R"(<span class="name"><span class="suite">{}</span>{}</span>)", suite,
                     html_name(test.identity.name));
}

std::string story(const SessionResult& result, const TestResult& test, bool is_open) {
  const auto tone = test.flaky && !is_bad(test.status) ? std::string_view("warn") : tone_of(test);
  const auto word = tone == "warn" ? std::string_view("flaky") : status_word(test);
  const auto flaky = test.flaky ? flaky_words(test) + ", " : std::string();
  std::string html =
      fmt::format("<li class=\"card {}\"><details{}><summary>", tone, is_open ? " open" : "");
  html += html_badge(tone, word) + name_of(test);
  html +=
      fmt::format(R"(<span class="where">{}</span>)", html_name(location(test.file, test.line)));
  html += fmt::format("<span class=\"end\">{}{}</span></summary>\n<div class=\"body\">\n", flaky,
                      duration_text(test.duration));
  return html + attempts_body(test) + notes_body(test) + rerun_line(result, test) +
         "</div></details></li>\n";
}

std::string line(const TestResult& test) {
  return fmt::format("<li>{} {} <span>{}</span></li>\n",
                     html_badge(tone_of(test), status_word(test)), name_of(test),
                     html_text(message_line(test)));
}

std::string more_lines(const SessionResult& result, const std::vector<std::size_t>& tests) {
  if (tests.size() <= k_stories) {
    return {};
  }
  const auto end = std::min(tests.size(), k_stories + k_lines);
  std::string html = fmt::format("<details class=\"more\"><summary>{} more</summary><ul>\n",
                                 tests.size() - k_stories);
  for (std::size_t i = k_stories; i < end; ++i) {
    html += line(result.tests[tests[i]]);
  }
  if (end < tests.size()) {
    html += fmt::format("<li>… and {} more, in the table below</li>\n", tests.size() - end);
  }
  return html + "</ul></details>\n";
}

std::string stories_section(const SessionResult& result, Standing standing, std::string_view id,
                            std::string_view title) {
  std::vector<std::size_t> tests;
  for (const auto index : display_order(result.tests)) {
    if (standing_of(result.tests[index]) == standing) {
      tests.push_back(index);
    }
  }
  if (tests.empty()) {
    return {};
  }
  std::string html = fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1} "
      "<small>{2}</small></h2>\n<ul class=\"stories\">\n",
      id, title, tests.size());
  const auto open_stories = standing == Standing::bad ? k_open_stories : 0;
  for (std::size_t i = 0; i < std::min(tests.size(), k_stories); ++i) {
    html += story(result, result.tests[tests[i]], i < open_stories);
  }
  return html + "</ul>\n" + more_lines(result, tests) + "</section>\n";
}

}  // namespace

std::string failures_section(const SessionResult& result) {
  return stories_section(result, Standing::bad, "failures", "Failed tests");
}

std::string flaky_section(const SessionResult& result) {
  return stories_section(result, Standing::flaky, "flaky", "Flaky tests");
}

}  // namespace testtracker::report
