#include "history/comparison_text.hpp"

#include "history/commit_range.hpp"
#include "report/line_fitting.hpp"
#include "report/plain_text.hpp"
#include "report/session_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace testtracker::history {
namespace {

constexpr const char* k_indent = "         ";

class ComparisonWriter {
 public:
  ComparisonWriter(const baseline::RunHistory& history, const Comparison& comparison,
                   const TextOptions& options)
      : history_(history), comparison_(comparison), options_(options), paint_(options.paint) {}

  std::string write(std::size_t base, std::size_t head) {
    write_heading(base, head);
    write_environment();
    write_tests(paint_.bad("broken   "), comparison_.new_failures, true);
    write_values(paint_.bad("slower   "), paint_.bad("worse    "), comparison_.worse);
    write_tests(paint_.good("fixed    "), comparison_.fixed, false);
    write_values(paint_.good("faster   "), paint_.good("better   "), comparison_.better);
    write_values(paint_.odd("changed  "), paint_.odd("changed  "), comparison_.changed);
    write_tests(paint_.odd("removed  "), comparison_.removed, false);
    write_tests(paint_.odd("added    "), comparison_.added, false);
    write_summary();
    return std::move(text_);
  }

 private:
  void write_heading(std::size_t base, std::size_t head) {
    const auto range = range_between(history_, base, head);
    text_ = fmt::format("{} → {}", paint_.strong(run_text(history_.runs[base])),
                        paint_.strong(run_text(history_.runs[head])));
    text_ += range.text().empty() ? "\n" : "  commits " + range.text() + "\n";
    if (!range.url.empty()) {
      text_ += paint_.quiet(range.url) + "\n";
    }
    text_ += '\n';
  }

  void write_environment() {
    for (const auto& fact : comparison_.environment) {
      text_ += fmt::format("{}{}: {} → {}\n", paint_.odd("place    "), fact.name,
                           fact.before.empty() ? "unknown" : report::visible_text(fact.before),
                           fact.after.empty() ? "unknown" : report::visible_text(fact.after));
    }
    if (comparison_.environment_explains) {
      text_ += fmt::format(
          "{}{:.0f} % of {} moved together ({} in the middle): the place explains more than any "
          "one test\n",
          k_indent, comparison_.moved_share * 100, report::counted(comparison_.timed, "duration"),
          change_text(1, comparison_.median_ratio));
    }
  }

  /// Only the first few of each kind, unless details are asked for.
  template <typename Change, typename Write>
  void write_some(const std::vector<Change>& changes, Write write) {
    const std::size_t most = options_.details ? changes.size() : options_.max_findings;
    for (std::size_t i = 0; i < std::min(changes.size(), most); ++i) {
      write(changes[i]);
    }
    if (changes.size() > most) {
      text_ += fmt::format("{}… and {} more: --all shows them\n", k_indent, changes.size() - most);
    }
  }

  void write_tests(const std::string& word, const std::vector<TestChange>& changes,
                   bool has_message) {
    write_some(changes, [&](const TestChange& change) {
      text_ += word + report::visible_text(history_.texts[change.key]) + "\n";
      const auto message = report::visible_text(history_.texts[change.message]);
      if (has_message && !message.empty()) {
        text_ += k_indent + report::fitted(message, options_.width) + "\n";
      }
    });
  }

  void write_values(const std::string& duration_word, const std::string& metric_word,
                    const std::vector<ValueChange>& changes) {
    write_some(changes, [&](const ValueChange& change) {
      const bool is_duration = change.quantity == Quantity::duration;
      text_ += fmt::format("{}{}  {} → {} ({}){}\n", is_duration ? duration_word : metric_word,
                           report::visible_text(history_.texts[change.key]),
                           value_text(change.before, change.quantity, change.unit),
                           value_text(change.after, change.quantity, change.unit),
                           change_text(change.before, change.after),
                           change.is_noise_known ? "" : ", noise unknown");
    });
  }

  [[nodiscard]] bool is_same() const {
    return comparison_.new_failures.empty() && comparison_.fixed.empty() &&
           comparison_.added.empty() && comparison_.removed.empty() && comparison_.worse.empty() &&
           comparison_.better.empty() && comparison_.changed.empty();
  }

  void write_summary() {
    if (is_same()) {
      text_ += "Nothing differs beyond noise.\n";
    }
    text_ += fmt::format("\n{} in both runs", report::counted(comparison_.common, "test"));
    if (comparison_.still_failing > 0) {
      text_ += fmt::format(", {} fail in both", comparison_.still_failing);
    }
    text_ += ".\n";
    if (!comparison_.is_complete) {
      text_ += "One of the runs has no archive: tests that its params do not name are missing.\n";
    }
    for (const auto& notice : history_.notices) {
      text_ += notice + ".\n";
    }
  }

  const baseline::RunHistory& history_;
  const Comparison& comparison_;
  const TextOptions& options_;
  Painter paint_;
  std::string text_;
};

}  // namespace

std::string comparison_text(const baseline::RunHistory& history, const Comparison& comparison,
                            std::size_t base, std::size_t head, const TextOptions& options) {
  return ComparisonWriter(history, comparison, options).write(base, head);
}

}  // namespace testtracker::history
