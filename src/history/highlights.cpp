#include "history/highlights.hpp"

#include <algorithm>

namespace testtracker::history {
namespace {

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
    texts.push_back(std::move(text));
  }
}

void add_test(const std::string& key, Highlights& highlights) {
  add_once(highlights.metrics, key + "_dur_ms");
  add_once(highlights.columns, "params.`" + key + "`");
}

bool is_worse_now(const SeriesHistory& one) {
  if (one.drift) {
    return one.meaning_of(0, one.drift->total) == Meaning::worse;
  }
  return !one.changes.empty() &&
         one.meaning_of(one.changes.back().before, one.changes.back().after) == Meaning::worse;
}

}  // namespace

void add_highlights(const baseline::RunHistory& history, const HistoryReport& report,
                    const FlakyReport& flaky, Highlights& highlights) {
  for (const SeriesHistory& one : report.series) {
    if (is_worse_now(one)) {
      const auto metric = history.texts[one.series.key] +
                          (one.series.quantity == Quantity::duration ? "_dur_ms" : "");
      add_once(highlights.metrics, metric);
      add_once(highlights.columns, "metrics.`" + metric + "`");
    }
  }
  for (const FlakyTest& test : flaky.tests) {
    if (test.flakiness.health == insight::Health::flaky) {
      add_test(history.texts[test.key], highlights);
    }
  }
  for (const Breakage& broken : report.broken) {
    add_test(history.texts[broken.key], highlights);
  }
}

}  // namespace testtracker::history
