#include "history/report_json.hpp"

#include "history/commit_range.hpp"
#include "report/json_builder.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace testtracker::history {
namespace {

using report::JsonBuilder;

constexpr std::int64_t k_version = 1;

void begin_document(JsonBuilder& json, std::string_view schema) {
  json.begin_object();
  json.key("schema");
  json.text(schema);
  json.key("version");
  json.integer(k_version);
}

void text_member(JsonBuilder& json, std::string_view name, std::string_view value) {
  json.key(name);
  json.text(value);
}
void real_member(JsonBuilder& json, std::string_view name, double value) {
  json.key(name);
  json.real(value);
}
void count_member(JsonBuilder& json, std::string_view name, std::size_t value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}
void flag_member(JsonBuilder& json, std::string_view name, bool value) {
  json.key(name);
  json.flag(value);
}

void append_run(JsonBuilder& json, const baseline::RunRecord& run) {
  json.begin_object();
  text_member(json, "id", run.id);
  text_member(json, "name", run.name);
  text_member(json, "url", run.url);
  text_member(json, "commit", run.commit);
  text_member(json, "branch", run.branch);
  text_member(json, "series", run.series);
  if (run.build) {
    json.key("build");
    json.integer(*run.build);
  }
  json.end_object();
}

void run_member(JsonBuilder& json, std::string_view name, const baseline::RunRecord& run) {
  json.key(name);
  append_run(json, run);
}

void append_range(JsonBuilder& json, const baseline::RunHistory& history,
                  std::optional<std::size_t> good, std::size_t bad) {
  const auto range = range_between(history, good, bad);
  json.key("commits");
  json.begin_object();
  text_member(json, "good", range.good);
  text_member(json, "bad", range.bad);
  text_member(json, "url", range.url);
  json.end_object();
}

std::string_view word(Meaning meaning) {
  return meaning == Meaning::worse ? "worse" : meaning == Meaning::better ? "better" : "changed";
}
std::string_view word(Quantity quantity) {
  return quantity == Quantity::duration ? "duration" : "metric";
}

void append_series(JsonBuilder& json, const baseline::RunHistory& history,
                   const SeriesHistory& one) {
  json.begin_object();
  text_member(json, "key", history.texts[one.series.key]);
  text_member(json, "quantity", word(one.series.quantity));
  text_member(json, "unit", one.series.unit);
  count_member(json, "values", one.series.values.size());
  json.key("changes");
  json.begin_array();
  for (const auto& change : one.changes) {
    json.begin_object();
    text_member(json, "meaning", word(one.meaning_of(change.before, change.after)));
    real_member(json, "before", change.before);
    real_member(json, "after", change.after);
    flag_member(json, "both_detectors", change.both_agree);
    flag_member(json, "certain", change.both_agree && change.is_certain);
    const std::size_t bad = one.series.runs[change.index];
    run_member(json, "run", history.runs[bad]);
    append_range(json, history, one.series.runs[change.index - 1], bad);
    json.end_object();
  }
  json.end_array();
  if (one.drift) {
    json.key("drift");
    json.begin_object();
    text_member(json, "meaning", word(one.meaning_of(0, one.drift->total)));
    real_member(json, "total", one.drift->total);
    real_member(json, "per_run", one.drift->slope);
    real_member(json, "p_value", one.drift->p_value);
    count_member(json, "runs", one.drift->runs);
    json.end_object();
  }
  if (one.reference) {
    const auto& [before, after, is_outside] = *one.reference;
    json.key("reference");
    json.begin_object();
    text_member(json, "meaning", word(one.meaning_of(before, after)));
    real_member(json, "before", before);
    real_member(json, "after", after);
    flag_member(json, "outside", is_outside);
    json.end_object();
  }
  json.end_object();
}

void append_breakage(JsonBuilder& json, const baseline::RunHistory& history,
                     const Breakage& broken) {
  json.begin_object();
  text_member(json, "key", history.texts[broken.key]);
  count_member(json, "failed_runs", broken.failures);
  text_member(json, "message", history.texts[broken.message]);
  run_member(json, "run", history.runs[broken.first_run]);
  append_range(json, history, broken.last_good, broken.first_run);
  json.end_object();
}

void append_notices(JsonBuilder& json, const baseline::RunHistory& history) {
  json.key("notices");
  json.begin_array();
  for (const auto& notice : history.notices) {
    json.text(notice);
  }
  json.end_array();
}

void append_flaky(JsonBuilder& json, const baseline::RunHistory& history, const FlakyTest& test) {
  json.begin_object();
  text_member(json, "key", history.texts[test.key]);
  text_member(json, "state", word_of(test.flakiness.health));
  real_member(json, "transition_score", test.flakiness.score);
  count_member(json, "commits_with_both_outcomes", test.flakiness.disagreements);
  count_member(json, "inputs_with_both_outcomes", test.input_disagreements);
  count_member(json, "runs_passed_on_retry", test.passed_on_retry);
  json.key("failure_probability");
  json.begin_object();
  real_member(json, "expected", test.flakiness.failure.expected);
  real_member(json, "low", test.flakiness.failure.low);
  real_member(json, "high", test.flakiness.failure.high);
  json.end_object();
  count_member(json, "runs", test.runs);
  count_member(json, "failed_runs", test.failed_runs);
  count_member(json, "passes_since", test.passes_since);
  text_member(json, "outcomes", test.marks);
  text_member(json, "message", test.message);
  count_member(json, "message_count", test.message_count);
  run_member(json, "first_failure", history.runs[test.first_failure]);
  run_member(json, "last_failure", history.runs[test.last_failure]);
  json.end_object();
}

void append_tests(JsonBuilder& json, const baseline::RunHistory& history, std::string_view name,
                  const std::vector<TestChange>& changes) {
  json.key(name);
  json.begin_array();
  for (const auto& change : changes) {
    json.begin_object();
    text_member(json, "key", history.texts[change.key]);
    text_member(json, "before", to_string(change.before));
    text_member(json, "after", to_string(change.after));
    text_member(json, "message", history.texts[change.message]);
    json.end_object();
  }
  json.end_array();
}

void append_values(JsonBuilder& json, const baseline::RunHistory& history, std::string_view name,
                   const std::vector<ValueChange>& changes) {
  json.key(name);
  json.begin_array();
  for (const auto& change : changes) {
    json.begin_object();
    text_member(json, "key", history.texts[change.key]);
    text_member(json, "quantity", word(change.quantity));
    text_member(json, "unit", change.unit);
    real_member(json, "before", change.before);
    real_member(json, "after", change.after);
    flag_member(json, "noise_known", change.is_noise_known);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string history_json(const std::vector<HistoryOfSeries>& all) {
  std::string text;
  JsonBuilder json(text);
  begin_document(json, "testtracker-history");
  json.key("series");
  json.begin_array();
  for (const auto& [history, report] : all) {
    json.begin_object();
    text_member(json, "series", history.runs.back().series);
    run_member(json, "first_run", history.runs.front());
    run_member(json, "last_run", history.runs.back());
    count_member(json, "runs", history.runs.size());
    if (report.reference) {
      text_member(json, "reference_label", report.reference->label);
      run_member(json, "reference", report.reference->run);
    }
    json.key("broken");
    json.begin_array();
    for (const auto& broken : report.broken) {
      append_breakage(json, history, broken);
    }
    json.end_array();
    json.key("numbers");
    json.begin_array();
    for (const auto& one : report.series) {
      append_series(json, history, one);
    }
    json.end_array();
    count_member(json, "not_judged", report.too_short);
    count_member(json, "values_not_finite", report.not_finite);
    count_member(json, "values_of_other_unit", report.other_unit);
    append_notices(json, history);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text;
}

std::string flaky_json(const std::vector<FlakyOfSeries>& all) {
  std::string text;
  JsonBuilder json(text);
  begin_document(json, "testtracker-flaky");
  json.key("series");
  json.begin_array();
  for (const auto& [history, report] : all) {
    json.begin_object();
    text_member(json, "series", history.runs.back().series);
    count_member(json, "runs", history.runs.size());
    count_member(json, "judged", report.judged);
    json.key("tests");
    json.begin_array();
    for (const auto* tests : {&report.tests, &report.recovered}) {
      for (const auto& test : *tests) {
        append_flaky(json, history, test);
      }
    }
    json.end_array();
    append_notices(json, history);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text;
}

std::string comparison_json(const baseline::RunHistory& history, const Comparison& comparison,
                            std::size_t base, std::size_t head) {
  std::string text;
  JsonBuilder json(text);
  begin_document(json, "testtracker-compare");
  run_member(json, "base", history.runs[base]);
  run_member(json, "head", history.runs[head]);
  append_range(json, history, base, head);
  json.key("environment");
  json.begin_array();
  for (const auto& fact : comparison.environment) {
    json.begin_object();
    text_member(json, "name", fact.name);
    text_member(json, "before", fact.before);
    text_member(json, "after", fact.after);
    json.end_object();
  }
  json.end_array();
  flag_member(json, "environment_explains", comparison.environment_explains);
  real_member(json, "median_ratio", comparison.median_ratio);
  append_tests(json, history, "new_failures", comparison.new_failures);
  append_tests(json, history, "fixed", comparison.fixed);
  append_tests(json, history, "added", comparison.added);
  append_tests(json, history, "removed", comparison.removed);
  append_values(json, history, "worse", comparison.worse);
  append_values(json, history, "better", comparison.better);
  append_values(json, history, "changed", comparison.changed);
  count_member(json, "still_failing", comparison.still_failing);
  count_member(json, "common", comparison.common);
  flag_member(json, "complete", comparison.is_complete);
  append_notices(json, history);
  json.end_object();
  return text;
}

}  // namespace testtracker::history
