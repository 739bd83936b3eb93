#include "history/history_text.hpp"

#include "history/commit_range.hpp"
#include "report/line_fitting.hpp"
#include "report/plain_text.hpp"
#include "report/session_words.hpp"
#include "report/sparkline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace testtracker::history {
namespace {

constexpr std::size_t k_chart_height = 8;

std::string since_text(const baseline::RunHistory& history, std::optional<std::size_t> good,
                       std::size_t bad) {
  const auto range = range_between(history, good, bad);
  const auto commits = range.text();
  return "since " + run_text(history.runs[bad]) +
         (commits.empty() || range.good.empty() ? "" : ", commits " + commits);
}

/// Where to look: the page of the commits, else of the run.
std::string link_of(const baseline::RunHistory& history, std::optional<std::size_t> good,
                    std::size_t bad) {
  const auto range = range_between(history, good, bad);
  return range.url.empty() ? history.runs[bad].url : range.url;
}

class HistoryWriter {
 public:
  HistoryWriter(const baseline::RunHistory& history, const HistoryReport& report,
                const TextOptions& options)
      : history_(history), report_(report), options_(options), paint_(options.paint) {}

  std::string write() {
    text_ = heading(history_, paint_) + "\n";
    if (options_.details) {
      for (const auto& one : report_.series) {
        write_chart(one);
      }
    }
    write_findings();
    write_summary();
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string name_of(const SeriesHistory& one) const {
    return report::visible_text(history_.texts[one.series.key]);
  }
  [[nodiscard]] std::string value(const SeriesHistory& one, double number) const {
    return value_text(number, one.series.quantity, one.series.unit);
  }

  [[nodiscard]] std::string word(const SeriesHistory& one, double before, double after) const {
    const Meaning meaning = one.meaning_of(before, after);
    const bool is_duration = one.series.quantity == Quantity::duration;
    if (meaning == Meaning::worse) {
      return paint_.bad(is_duration ? "slower   " : "worse    ");
    }
    return meaning == Meaning::better ? paint_.good(is_duration ? "faster   " : "better   ")
                                      : paint_.odd("changed  ");
  }

  void write_findings() {
    std::size_t shown = 0;
    std::size_t hidden = 0;
    const auto one_more = [&] { return options_.details || shown++ < options_.max_findings; };
    for (const Breakage& broken : report_.broken) {
      one_more() ? write_breakage(broken) : void(++hidden);
    }
    for (const SeriesHistory* const one : by_meaning()) {
      one_more() ? write_series(*one) : void(++hidden);
    }
    if (shown + hidden == 0 && !options_.details) {
      text_ += "Nothing changed its level, drifts or fails.\n";
    }
    if (hidden > 0) {
      text_ += fmt::format("… and {} more: name a test, or use --json or --html\n", hidden);
    }
  }

  /// Bad news first, then the newest.
  [[nodiscard]] std::vector<const SeriesHistory*> by_meaning() const {
    std::vector<const SeriesHistory*> found;
    for (const auto& one : report_.series) {
      if (!one.changes.empty() || one.drift || one.is_beyond_reference()) {
        found.push_back(&one);
      }
    }
    const auto rank = [](const SeriesHistory& one) {
      const auto meaning =
          !one.changes.empty() ? one.meaning_of(one.changes.back().before, one.changes.back().after)
          : one.drift          ? one.meaning_of(0, one.drift->total)
                               : one.meaning_of(one.reference->before, one.reference->after);
      return meaning == Meaning::worse ? 0 : meaning == Meaning::changed ? 1 : 2;
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
    return found;
  }

  void write_breakage(const Breakage& broken) {
    text_ += paint_.bad("broken   ") + report::visible_text(history_.texts[broken.key]) + "  " +
             since_text(history_, broken.last_good, broken.first_run) +
             fmt::format(", {} failed\n", report::counted(broken.failures, "run"));
    const auto message = report::visible_text(history_.texts[broken.message]);
    if (!message.empty()) {
      text_ += k_indent + report::fitted(message, options_.width) + "\n";
    }
    write_link(link_of(history_, broken.last_good, broken.first_run));
  }

  void write_link(const std::string& link) {
    if (!link.empty()) {
      text_ += k_indent + paint_.quiet(link) + "\n";
    }
  }

  void write_series(const SeriesHistory& one) {
    const auto& changes = one.changes;
    const std::size_t from = options_.details || changes.empty() ? 0 : changes.size() - 1;
    for (std::size_t i = from; i < changes.size(); ++i) {
      write_change(one, changes[i]);
    }
    if (one.drift) {
      write_drift(one);
    }
    if (one.is_beyond_reference()) {
      write_reference(one);
    }
    if (!options_.details) {
      text_ += k_indent + report::sparkline(one.series.values, k_spark_width);
      if (from > 0) {
        text_ += paint_.quiet(fmt::format("  {} before; testtracker history '{}' shows them",
                                          report::counted(from, "change"), name_of(one)));
      }
      text_ += '\n';
    }
  }

  void write_change(const SeriesHistory& one, const insight::LevelChange& change) {
    const std::size_t good = one.series.runs[change.index - 1];
    const std::size_t bad = one.series.runs[change.index];
    text_ += fmt::format("{}{}  {} → {} ({})  {}, {}\n", word(one, change.before, change.after),
                         name_of(one), value(one, change.before), value(one, change.after),
                         change_text(change.before, change.after), since_text(history_, good, bad),
                         certainty(change));
    write_link(link_of(history_, good, bad));
  }

  static const char* certainty(const insight::LevelChange& change) {
    return change.both_agree && change.is_certain   ? "certain"
           : change.both_agree || change.is_certain ? "likely"
                                                    : "possible";
  }

  void write_drift(const SeriesHistory& one) {
    const auto& drift = *one.drift;
    const auto& runs = one.series.runs;
    const std::size_t first = runs.size() - drift.runs;
    const std::vector<double> values(one.series.values.begin() + static_cast<std::ptrdiff_t>(first),
                                     one.series.values.end());
    const double end = *std::max_element(values.begin(), values.end());
    const double begin = *std::min_element(values.begin(), values.end());
    const double centre = (begin + end) / 2;
    const double before = centre - drift.total / 2;
    const double after = centre + drift.total / 2;
    text_ +=
        fmt::format("{}{}  {} → {} ({})  slowly, from {} to {}\n", word(one, before, after),
                    name_of(one), value(one, before), value(one, after), change_text(before, after),
                    run_text(history_.runs[runs[first]]), run_text(history_.runs[runs.back()]));
  }

  [[nodiscard]] std::string reference_text(const SeriesHistory& one) const {
    const auto& [before, after, is_outside] = *one.reference;
    return fmt::format("since {}: {} → {} ({}){}", report::visible_text(report_.reference->label),
                       value(one, before), value(one, after), change_text(before, after),
                       is_outside ? "" : ", within the noise");
  }

  /// A finding of its own, or one more line of what was found already.
  void write_reference(const SeriesHistory& one) {
    if (one.changes.empty() && !one.drift) {
      text_ += word(one, one.reference->before, one.reference->after) + name_of(one) + "  ";
    } else {
      text_ += k_indent;
    }
    text_ += reference_text(one) + "\n";
  }

  void write_chart(const SeriesHistory& one) {
    const auto& values = one.series.values;
    std::vector<report::ChartLevel> levels;
    if (!one.changes.empty()) {
      levels.push_back({0, one.changes.front().before});
      for (const auto& change : one.changes) {
        levels.push_back({change.index, change.after});
      }
    }
    const std::size_t width = std::max<std::size_t>(options_.width, 40) - 14;
    const auto lines = report::chart(values, levels, width, k_chart_height);
    const std::size_t count = std::min(width, values.size());
    const auto [low, high] =
        std::minmax_element(values.end() - static_cast<std::ptrdiff_t>(count), values.end());
    text_ += paint_.strong(name_of(one)) + "\n";
    for (std::size_t row = 0; row < lines.size(); ++row) {
      const auto label = row == 0                  ? value(one, *high)
                         : row + 1 == lines.size() ? value(one, *low)
                                                   : std::string();
      text_ += fmt::format(
          "{} ┤{}\n",
          std::string(11 - std::min<std::size_t>(11, report::character_count(label)), ' ') + label,
          lines[row]);
    }
    text_ += fmt::format("{:13}{} … {}\n\n", "",
                         run_text(history_.runs[one.series.runs[values.size() - count]]),
                         run_text(history_.runs[one.series.runs.back()]));
    if (one.reference && !one.reference->is_outside) {
      text_.pop_back();
      text_ += fmt::format("{:13}{}\n\n", "", reference_text(one));
    }
  }

  void write_summary() {
    text_ += fmt::format("\n{} judged", report::counted(report_.series.size(), "number"));
    if (report_.reference) {
      const auto beside =
          std::count_if(report_.series.begin(), report_.series.end(),
                        [](const SeriesHistory& one) { return one.reference.has_value(); });
      text_ +=
          fmt::format(", {} beside {}", beside, report::visible_text(report_.reference->label));
    }
    if (report_.too_short > 0) {
      text_ += fmt::format("; {} not, for fewer than 8 values", report_.too_short);
    }
    if (report_.not_finite > 0) {
      text_ += fmt::format("; {} left out that are no numbers",
                           report::counted(report_.not_finite, "value"));
    }
    if (report_.other_unit > 0) {
      text_ += fmt::format("; {} left out whose unit was another",
                           report::counted(report_.other_unit, "value"));
    }
    text_ += ".\n";
    for (const auto& notice : history_.notices) {
      text_ += notice + ".\n";
    }
  }

  const baseline::RunHistory& history_;
  const HistoryReport& report_;
  const TextOptions& options_;
  Painter paint_;
  std::string text_;
};

}  // namespace

std::string history_text(const baseline::RunHistory& history, const HistoryReport& report,
                         const TextOptions& options) {
  return HistoryWriter(history, report, options).write();
}

}  // namespace testtracker::history
