#include "history/flaky_text.hpp"

#include "report/line_fitting.hpp"
#include "report/plain_text.hpp"
#include "report/session_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace testtracker::history {
namespace {

class FlakyWriter {
 public:
  FlakyWriter(const baseline::RunHistory& history, const FlakyReport& report,
              const TextOptions& options)
      : history_(history), report_(report), options_(options), paint_(options.paint) {}

  std::string write() {
    text_ = heading(history_, paint_) + "\n";
    std::size_t shown = 0;
    for (const FlakyTest& test : report_.tests) {
      if (options_.details || shown++ < options_.max_findings) {
        write_test(test);
      }
    }
    if (shown > options_.max_findings) {
      text_ +=
          fmt::format("… and {} more: name a test, or use --json\n", shown - options_.max_findings);
    }
    for (const FlakyTest& test : report_.recovered) {
      if (options_.details) {
        write_test(test);
      }
    }
    write_summary();
    return std::move(text_);
  }

 private:
  void write_test(const FlakyTest& test) {
    const auto& judged = test.flakiness;
    const auto word = word_of(judged.health);
    const auto painted = judged.health == insight::Health::broken  ? paint_.bad(padded(word, 9))
                         : judged.health == insight::Health::flaky ? paint_.odd(padded(word, 9))
                                                                   : paint_.good(padded(word, 9));
    text_ += painted + report::visible_text(history_.texts[test.key]);
    if (judged.health == insight::Health::flaky) {
      text_ += fmt::format(
          "  fails {:.0f} % of the time though nothing is wrong ({:.0f} to {:.0f} %)",
          judged.failure.expected * 100, judged.failure.low * 100, judged.failure.high * 100);
    }
    text_ +=
        fmt::format("\n{}{} of {} failed, {} … {}", k_indent, test.failed_runs,
                    report::counted(test.runs, "run"), run_text(history_.runs[test.first_failure]),
                    run_text(history_.runs[test.last_failure]));
    text_ += reasons(test) + "\n";
    text_ += k_indent + last_marks(test.marks) + "\n";
    const auto message = report::visible_text(test.message);
    if (!message.empty()) {
      const auto count = fmt::format("{}× ", test.message_count);
      text_ += k_indent + count + report::fitted(message, options_.width) + "\n";
    }
  }

  static std::string reasons(const FlakyTest& test) {
    std::string text = fmt::format("; score {:.1f}", test.flakiness.score);
    if (test.passed_on_retry > 0) {
      text += fmt::format(", passed on retry in {}", report::counted(test.passed_on_retry, "run"));
    }
    if (test.flakiness.disagreements > 0) {
      text += fmt::format(", {} with both outcomes",
                          report::counted(test.flakiness.disagreements, "commit"));
    }
    if (test.input_disagreements > 0) {
      text += fmt::format(" ({} with all inputs the same)", test.input_disagreements);
    }
    if (test.passes_since > 0) {
      text += fmt::format(", passed {} since", report::counted(test.passes_since, "time"));
    }
    return text;
  }

  static std::string last_marks(const std::string& marks) {
    return marks.size() <= k_spark_width ? marks : marks.substr(marks.size() - k_spark_width);
  }

  void write_summary() {
    const auto flaky = std::count_if(
        report_.tests.begin(), report_.tests.end(),
        [](const auto& test) { return test.flakiness.health == insight::Health::flaky; });
    const auto broken = report_.tests.size() - static_cast<std::size_t>(flaky);
    text_ += fmt::format("{}{} judged: {} flaky, {} broken", report_.tests.empty() ? "" : "\n",
                         report::counted(report_.judged, "test"), flaky, broken);
    if (!report_.recovered.empty()) {
      text_ += fmt::format(", {} failed and recovered", report_.recovered.size());
    }
    text_ += ".\n";
    for (const auto& notice : history_.notices) {
      text_ += notice + ".\n";
    }
  }

  const baseline::RunHistory& history_;
  const FlakyReport& report_;
  const TextOptions& options_;
  Painter paint_;
  std::string text_;
};

}  // namespace

std::string flaky_text(const baseline::RunHistory& history, const FlakyReport& report,
                       const TextOptions& options) {
  return FlakyWriter(history, report, options).write();
}

}  // namespace testtracker::history
