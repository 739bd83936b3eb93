#include "report/terminal.hpp"

#include "report/entries.hpp"
#include "report/line_fitting.hpp"
#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/session_words.hpp"
#include "report/test_order.hpp"
#include "report/test_words.hpp"
#include "session/failure_text.hpp"
#include "session/program_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace testtracker::report {
namespace {

using session::SessionResult;
using session::TestResult;

// SGR parameters of ECMA-48.
constexpr std::string_view k_bold = "1";
constexpr std::string_view k_dim = "2";
constexpr std::string_view k_bold_red = "1;31";
constexpr std::string_view k_bold_green = "1;32";
constexpr std::string_view k_bold_yellow = "1;33";
constexpr std::string_view k_bold_blue = "1;34";

constexpr std::size_t k_slowest = 5;
constexpr std::size_t k_max_lines = 200;
constexpr std::size_t k_bar_width = 20;

class TerminalText {
 public:
  TerminalText(const SessionResult& result, const TerminalOptions& options)
      : result_(result), options_(options) {}

  std::string text(const context::RunContext& context) {
    add_verdict(context);
    add_facts(context);
    const auto order = display_order(result_.tests);
    add_failures(with_standing(order, Standing::bad));
    add_flaky(with_standing(order, Standing::flaky));
    add_slowest();
    add_left_out();
    for (const auto& doubt : doubts(result_)) {
      add_heading(k_bold_yellow, "Warning: " + doubt);
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string painted(std::string_view code, std::string_view words) const {
    return options_.paint == Paint::plain ? std::string(words)
                                          : fmt::format("\x1b[{}m{}\x1b[0m", code, words);
  }

  /// One line, cut before it is painted, so that no escape sequence is cut.
  void add_line(std::string_view indent, std::string_view words, std::string_view code = {}) {
    const auto width = options_.width == 0 ? 0 : std::max(options_.width, indent.size() + 2);
    const auto line = fitted(words, width == 0 ? 0 : width - indent.size());
    text_ += indent;
    text_ += code.empty() ? line : painted(code, line);
    text_ += '\n';
  }

  void add_heading(std::string_view code, const std::string& words) {
    text_ += '\n';
    add_line("", words, code);
  }

  [[nodiscard]] std::vector<const TestResult*> with_standing(const std::vector<std::size_t>& order,
                                                             Standing standing) const {
    std::vector<const TestResult*> tests;
    for (const auto index : order) {
      if (standing_of(result_.tests[index]) == standing) {
        tests.push_back(&result_.tests[index]);
      }
    }
    return tests;
  }

  void add_verdict(const context::RunContext& context) {
    const auto name = run_name(context);
    add_line("",
             fmt::format("{}{}{}: {}, {}", subject(result_, context), name.empty() ? "" : " ", name,
                         headline(result_), duration_text(result_.duration)),
             verdict_code());
  }

  [[nodiscard]] std::string_view verdict_code() const {
    switch (result_.verdict) {
      case session::Verdict::passed:
        return k_bold_green;
      case session::Verdict::failed:
        return k_bold_red;
      case session::Verdict::interrupted:
        return k_bold_yellow;
      case session::Verdict::running:
        break;
    }
    return k_bold_blue;
  }

  void add_facts(const context::RunContext& context) {
    auto facts = "started " + time_text(result_.started);
    const auto add = [&](std::string_view word, const std::string& value) {
      if (!value.empty()) {
        facts += fmt::format(", {} {}", word, visible_text(value));
      }
    };
    add("on", context.host);
    add("branch", context.branch);
    add("session", result_.id);
    add_line("", facts, k_dim);
    if (const auto entries = entries_line(result_); !entries.empty()) {
      add_line("", entries, k_dim);
    }
  }

  void add_failures(const std::vector<const TestResult*>& tests) {
    if (tests.empty()) {
      return;
    }
    add_heading(k_bold_red, "Failed");
    const auto shown = std::min(tests.size(), options_.max_failures);
    for (std::size_t i = 0; i < shown; ++i) {
      add_failure(*tests[i]);
    }
    const auto listed = std::min(tests.size(), shown + k_max_lines);
    for (std::size_t i = shown; i < listed; ++i) {
      add_line("  ", display_name(*tests[i]) + "  " + message_line(*tests[i]));
    }
    if (listed < tests.size()) {
      add_line("  ", fmt::format("… and {} more", tests.size() - listed));
    }
  }

  void add_failure(const TestResult& test) {
    add_line("  ", display_name(test), k_bold);
    const auto duration = has_duration(test) ? ", " + duration_text(test.duration) : "";
    const auto flaky = test.flaky ? ", flaky: " + flaky_words(test) : "";
    const auto entry = test.entry.empty() ? "" : ", in entry " + visible_text(test.entry);
    add_line("    ", fmt::format("{}{}{}{}", status_word(test), duration, flaky, entry), k_dim);
    const auto text = plain_text(test.exception_text);
    const auto lines = lines_of(text);
    const auto shown = std::min(lines.size(), options_.max_text_lines);
    for (std::size_t i = 0; i < shown; ++i) {
      add_line("    ", lines[i]);
    }
    if (shown < lines.size()) {
      add_line("    ", fmt::format("… {} more lines", lines.size() - shown), k_dim);
    }
    add_rerun(test);
  }

  /// Never cut: it is there to be copied.
  void add_rerun(const TestResult& test) {
    if (test.attempts.empty()) {
      return;
    }
    const auto& process = result_.processes.at(test.attempts.back().process);
    const auto command = session::rerun_command(process, test);
    if (!command.empty()) {
      text_ += "    " + painted(k_dim, "again: ") + visible_text(command) + '\n';
    }
  }

  void add_flaky(const std::vector<const TestResult*>& tests) {
    if (tests.empty()) {
      return;
    }
    add_heading(k_bold_yellow, "Flaky");
    for (const auto* test : tests) {
      const auto* bad = last_bad_attempt(*test);
      const auto why = bad == nullptr ? std::string() : session::message_of(*bad);
      add_line("  ", fmt::format("{}  {}: {}", display_name(*test), flaky_words(*test),
                                 visible_text(plain_text(why))));
    }
  }

  void add_slowest() {
    const auto slowest = slowest_tests(result_.tests, k_slowest);
    if (slowest.size() < 2) {
      return;
    }
    add_heading(k_bold, "Slowest");
    const auto longest = result_.tests[slowest.front()].duration;
    for (const auto index : slowest) {
      const auto& test = result_.tests[index];
      const auto length =
          static_cast<std::size_t>(static_cast<std::chrono::nanoseconds::rep>(k_bar_width) *
                                   test.duration.count() / longest.count());
      std::string bar;
      for (std::size_t i = 0; i < k_bar_width; ++i) {
        bar += i < std::max<std::size_t>(length, 1) ? "━" : " ";
      }
      add_line("  ", fmt::format("{:>10}  {}  {}", duration_text(test.duration), bar,
                                 display_name(test)));
    }
  }

  void add_left_out() {
    const auto& counts = result_.counts;
    std::vector<std::string> sentences;
    const auto add = [&](std::uint64_t count, std::string_view what) {
      if (count > 0) {
        sentences.push_back(fmt::format("{} {}.", count, what));
      }
    };
    add(counts.skipped, "skipped");
    add(counts.disabled, "disabled");
    add(counts.expected_failures, "failed as expected");
    if (const auto& nested = result_.nested_counts; nested.total > 0) {
      sentences.push_back(fmt::format("Nested programs: {}, {} failed; they do not count.",
                                      counted(nested.total, "test"), nested.failed));
    }
    text_ += sentences.empty() ? "" : "\n";
    for (const auto& sentence : sentences) {
      add_line("", sentence);
    }
  }

  const SessionResult& result_;
  const TerminalOptions& options_;
  std::string text_;
};

}  // namespace

std::string terminal_text(const SessionResult& result, const context::RunContext& context,
                          const TerminalOptions& options) {
  return TerminalText(result, options).text(context);
}

}  // namespace testtracker::report
