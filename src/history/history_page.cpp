#include "history/history_page.hpp"

#include "history/commit_range.hpp"
#include "history/outcomes.hpp"
#include "history/page_files.hpp"
#include "history/text_parts.hpp"
#include "report/html_text.hpp"
#include "report/json_builder.hpp"
#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string_view>

namespace testtracker::history {
namespace {

using report::JsonBuilder;

/// Four digits that count are more than a chart can show.
double rounded(double value) {
  if (value == 0) {
    return 0;
  }
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::fabs(value))));
  return std::isfinite(scale) ? std::round(value * scale) / scale : value;
}

void text_member(JsonBuilder& json, std::string_view name, std::string_view value) {
  json.key(name);
  json.text(report::visible_text(value));
}
void real_member(JsonBuilder& json, std::string_view name, double value) {
  json.key(name);
  json.real(rounded(value));
}
void count_member(JsonBuilder& json, std::string_view name, std::size_t value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}

/// What stands in the page's `data`; page/history.js reads it.
class PageData {
 public:
  explicit PageData(std::string& text) : json_(text) {}

  void append(const PageSeries& one) {
    json_.begin_object();
    text_member(json_, "name", one.history.runs.back().series);
    append_runs(one.history);
    if (one.report.reference) {
      text_member(json_, "reference", one.report.reference->label);
      text_member(json_, "referenceUrl", one.report.reference->run.url);
    }
    append_numbers(one);
    append_tests(one);
    json_.end_object();
  }

  JsonBuilder& json() { return json_; }

 private:
  void append_runs(const baseline::RunHistory& history) {
    json_.key("runs");
    json_.begin_array();
    for (const auto& run : history.runs) {
      json_.begin_object();
      text_member(json_, "name", run_text(run));
      text_member(json_, "commit", run.commit);
      text_member(json_, "time", report::time_text(run.started));
      text_member(json_, "url", run.url);
      text_member(json_, "commitUrl", commit_page(run.repository, run.commit));
      json_.end_object();
    }
    json_.end_array();
  }

  void append_numbers(const PageSeries& one) {
    json_.key("numbers");
    json_.begin_array();
    for (const SeriesHistory& number : one.report.series) {
      append_number(one.history, number);
    }
    json_.end_array();
  }

  void append_number(const baseline::RunHistory& history, const SeriesHistory& number) {
    const Series& series = number.series;
    json_.begin_object();
    text_member(json_, "key", history.texts[series.key]);
    json_.key("duration");
    json_.flag(series.quantity == Quantity::duration);
    text_member(json_, "unit", series.unit);
    json_.key("values");
    json_.begin_array();
    std::size_t next = 0;
    for (std::size_t run = 0; run < history.runs.size(); ++run) {
      if (next < series.runs.size() && series.runs[next] == run) {
        json_.real(rounded(series.values[next++]));
      } else {
        json_.null();
      }
    }
    json_.end_array();
    append_changes(history, number);
    if (number.drift) {
      json_.key("drift");
      json_.begin_object();
      text_member(json_, "meaning", meaning_word(number.meaning_of(0, number.drift->total)));
      count_member(json_, "run", series.runs[series.runs.size() - number.drift->runs]);
      real_member(json_, "total", number.drift->total);
      json_.end_object();
    }
    if (number.reference) {
      const auto& [before, after, is_outside] = *number.reference;
      json_.key("reference");
      json_.begin_object();
      text_member(json_, "meaning", meaning_word(number.meaning_of(before, after)));
      real_member(json_, "before", before);
      real_member(json_, "after", after);
      json_.key("outside");
      json_.flag(is_outside);
      json_.end_object();
    }
    json_.end_object();
  }

  static std::string_view meaning_word(Meaning meaning) {
    return meaning == Meaning::worse ? "worse" : meaning == Meaning::better ? "better" : "changed";
  }

  void append_changes(const baseline::RunHistory& history, const SeriesHistory& number) {
    json_.key("changes");
    json_.begin_array();
    for (const auto& change : number.changes) {
      const std::size_t bad = number.series.runs[change.index];
      const auto range = range_between(history, number.series.runs[change.index - 1], bad);
      json_.begin_object();
      count_member(json_, "run", bad);
      real_member(json_, "before", change.before);
      real_member(json_, "after", change.after);
      text_member(json_, "meaning", meaning_word(number.meaning_of(change.before, change.after)));
      text_member(json_, "commits", range.text());
      text_member(json_, "url", range.url);
      json_.end_object();
    }
    json_.end_array();
  }

  /// Every test with the letters of its runs, `-` where it neither passed nor failed.
  void append_tests(const PageSeries& one) {
    json_.key("tests");
    json_.begin_array();
    for (const TestOutcomes& test : outcomes_of(one.history, {})) {
      std::string marks(one.history.runs.size(), '-');
      baseline::TextId message = 0;
      for (const Outcome& outcome : test.outcomes) {
        const bool failed = outcome.test->failures > 0;
        marks[outcome.run] = !failed ? 'P' : outcome.test->passes > 0 ? 'R' : 'F';
        message = failed ? outcome.test->message : message;
      }
      json_.begin_object();
      text_member(json_, "key", one.history.texts[test.key]);
      text_member(json_, "marks", marks);
      text_member(json_, "message", one.history.texts[message]);
      append_health(one, test.key);
      json_.end_object();
    }
    json_.end_array();
  }

  void append_health(const PageSeries& one, baseline::TextId key) {
    for (const FlakyTest& test : one.flaky.tests) {
      if (test.key == key) {
        text_member(json_, "health", word_of(test.flakiness.health));
        real_member(json_, "fails", test.flakiness.failure.expected);
      }
    }
    for (const Breakage& broken : one.report.broken) {
      if (broken.key == key) {
        const auto range = range_between(one.history, broken.last_good, broken.first_run);
        text_member(json_, "broken", run_text(one.history.runs[broken.first_run]));
        text_member(json_, "commits", range.text());
        text_member(json_, "url", range.url);
      }
    }
  }

  JsonBuilder json_;
};

std::string page_data(const std::vector<PageSeries>& all) {
  std::string text;
  PageData data(text);
  data.json().begin_array();
  for (const PageSeries& one : all) {
    data.append(one);
  }
  data.json().end_array();
  // `<` stands in strings only; as it is it could end the script.
  std::string safe;
  for (const char letter : text) {
    letter == '<' ? void(safe += "\\u003c") : void(safe += letter);
  }
  return safe;
}

std::string title(const std::vector<PageSeries>& all) {
  const auto& history = all.front().history;
  return report::html_text(fmt::format(
      "History of {} to {}",
      report::visible_text(history.runs.back().series.empty() ? std::string("runs")
                                                              : history.runs.back().series),
      report::visible_text(run_text(history.runs.back()))));
}

}  // namespace

std::string history_page(const std::vector<PageSeries>& all) {
  std::string page;
  auto rest = k_page_html;
  for (auto open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const auto close = rest.find("}}", open);
    const auto name = rest.substr(open + 2, close - open - 2);
    page += rest.substr(0, open);
    page += name == "title"    ? title(all)
            : name == "style"  ? std::string(k_page_css)
            : name == "script" ? std::string(k_page_js)
                               : page_data(all);
    rest.remove_prefix(close + 2);
  }
  page += rest;
  return page;
}

}  // namespace testtracker::history
