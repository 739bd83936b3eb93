#include "upload/prepared_views.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace testtracker::upload {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_param_column_begin = "params.`";

Json parsed(const std::string& text) {
  auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json::object();
}

/// All facets must be there: without one of them MLflow 2.22 shows an empty page for ever.
Json base_state() {
  return {
      {"searchFilter", ""},
      {"orderByKey", "attributes.start_time"},
      {"orderByAsc", false},
      {"startTime", "ALL"},
      {"lifecycleFilter", "Active"},
      {"datasetsFilter", Json::array()},
      {"modelVersionFilter", "All Runs"},
      {"runsHiddenMode", "SHOW_ALL"},
      {"runsExpanded", Json::object()},
      {"runsPinned", Json::array()},
      {"runsHidden", Json::array()},
      {"runsVisibilityMap", Json::object()},
      {"autoRefreshEnabled", true},
      {"viewMaximized", false},
      {"runListHidden", false},
  };
}

Json line_chart(const std::string& id, const std::string& metric) {
  return {
      {"uuid", id},
      {"type", "LINE"},
      {"metricSectionId", "testtracker"},
      {"deleted", false},
      {"isGenerated", false},
      {"runsCountToCompare", 100},
      {"metricKey", metric},
      {"selectedMetricKeys", Json::array({metric})},
      {"xAxisKey", "step"},
      {"scaleType", "linear"},
      {"lineSmoothness", 0},
      {"useGlobalXaxisKey", false},
      {"useGlobalLineSmoothing", true},
  };
}

constexpr std::string_view k_test_chart_begin = "ttx";
constexpr std::size_t k_most_test_charts = 24;  // more than fit into 20,000 bytes

Json trend_state(const std::vector<std::string>& test_metrics) {
  auto state = base_state();
  state["groupBy"] = {
      {"aggregateFunction", "average"},
      {"groupByKeys",
       Json::array({Json::object({{"mode", "tag"}, {"groupByData", "testtracker.series"}})})},
  };
  state["isAccordionReordered"] = true;  // keeps our section above the automatic ones
  state["useGroupedValuesInCharts"] = true;
  state["hideEmptyCharts"] = true;
  state["groupsExpanded"] = Json::object();
  state["globalLineChartConfig"] = {
      {"xAxisKey", "step"}, {"lineSmoothness", 0}, {"selectedXAxisMetricKey", ""}};
  state["selectedColumns"] = Json::array({"metrics.`tests/failed`", "metrics.`tests/total`"});
  state["compareRunSections"] = Json::array({Json::object({{"uuid", "testtracker"},
                                                           {"name", "Trend"},
                                                           {"display", true},
                                                           {"isReordered", false},
                                                           {"deleted", false},
                                                           {"isGenerated", false}})});
  state["compareRunCharts"] =
      Json::array({line_chart("tt1", "tests/failed"), line_chart("tt2", "tests/duration_s"),
                   line_chart("tt3", "tests/total")});
  for (const auto& metric : test_metrics) {
    const auto number = state["compareRunCharts"].size();
    state["compareRunCharts"].push_back(
        line_chart(fmt::format("{}{}", k_test_chart_begin, number), metric));
  }
  return state;
}

/// The single tests' metrics of a view of ours.
std::vector<std::string> test_metrics(const Json& existing) {
  std::vector<std::string> metrics;
  const auto charts = existing.find("compareRunCharts");
  if (charts == existing.end() || !charts->is_array()) {
    return metrics;
  }
  for (const auto& chart : *charts) {
    const auto id = chart.is_object() ? chart.value("uuid", Json()) : Json();
    const auto metric = chart.is_object() ? chart.value("metricKey", Json()) : Json();
    if (id.is_string() && metric.is_string() &&
        id.get<std::string>().rfind(k_test_chart_begin, 0) == 0) {
      metrics.push_back(metric.get<std::string>());
    }
  }
  return metrics;
}

Json status_state(const std::vector<std::string>& columns) {
  auto state = base_state();
  auto selected = Json::array({"metrics.`tests/failed`", "tags.`git.branch`"});
  for (const auto& column : columns) {
    selected.push_back(column);
  }
  state["selectedColumns"] = std::move(selected);
  return state;
}

std::string envelope(const std::string& name, const Json& state, const Json& existing,
                     std::int64_t now_ms) {
  const auto created = existing.find("createdAt");
  const bool is_known = created != existing.end() && created->is_number_integer();
  Json view = {
      {"name", name},
      {"createdAt", is_known ? created->get<std::int64_t>() : now_ms},
      {"updatedAt", now_ms},
      {"state", state.dump()},
  };
  view.update(state);
  return view.dump();
}

bool has_state(const Json& existing, const Json& state) {
  const auto old = existing.find("state");
  return old != existing.end() && old->is_string() && *old == state.dump();
}

std::vector<std::string> param_columns(const Json& existing) {
  std::vector<std::string> columns;
  const auto selected = existing.find("selectedColumns");
  if (selected != existing.end() && selected->is_array()) {
    for (const auto& column : *selected) {
      if (column.is_string() && column.get<std::string>().rfind(k_param_column_begin, 0) == 0) {
        columns.push_back(column.get<std::string>());
      }
    }
  }
  return columns;
}

std::string experiment_note(const Place& absolute) {
  Place place = absolute;
  place.ui_url.clear();
  return fmt::format("[Trend over builds]({}) · [Status of the tests that failed last]({})",
                     trend_link(place), status_link(place));
}

bool is_our_note(const std::string& note) {
  return note.find("viewStateShareKey=testtracker_trend") != std::string::npos;
}

}  // namespace

std::string trend_view(const std::string& existing, std::int64_t now_ms) {
  const auto old = parsed(existing);
  const auto state = trend_state(test_metrics(old));
  return has_state(old, state) ? existing : envelope("testtracker: trend", state, old, now_ms);
}

std::string trend_view_of(const std::string& existing, const std::vector<std::string>& keys,
                          std::size_t max_bytes, std::int64_t now_ms) {
  const auto old = parsed(existing);
  auto metrics = keys;
  metrics.resize(std::min(metrics.size(), k_most_test_charts));
  while (true) {
    const auto state = trend_state(metrics);
    const auto view = envelope("testtracker: trend", state, old, now_ms);
    if (view.size() <= max_bytes || metrics.empty()) {
      return has_state(old, state) ? existing : view;
    }
    metrics.pop_back();
  }
}

std::string status_view(const std::string& existing, const std::vector<std::string>& bad_keys,
                        std::size_t max_bytes, std::int64_t now_ms) {
  const auto old = parsed(existing);
  if (bad_keys.empty() && old.contains("state")) {
    return existing;
  }
  std::vector<std::string> columns;
  const auto add = [&](std::string column) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
      columns.push_back(std::move(column));
    }
  };
  for (const auto& key : bad_keys) {
    add(std::string(k_param_column_begin) + key + "`");
  }
  for (auto& column : param_columns(old)) {
    add(std::move(column));
  }
  return status_view_of(existing, columns, max_bytes, now_ms);
}

std::string status_view_of(const std::string& existing, const std::vector<std::string>& columns,
                           std::size_t max_bytes, std::int64_t now_ms) {
  const auto old = parsed(existing);
  // Each column stands in it twice, plus quotes and commas, once of them escaped.
  std::size_t used = envelope("testtracker: status", status_state({}), old, now_ms).size();
  std::vector<std::string> fitting;
  for (const auto& column : columns) {
    used += 2 * column.size() + 8;
    if (used > max_bytes) {
      break;
    }
    fitting.push_back(column);
  }
  const auto state = status_state(fitting);
  return has_state(old, state) ? existing : envelope("testtracker: status", state, old, now_ms);
}

ExperimentTexts changed_texts(const ExistingTexts& existing, const Place& place,
                              const std::vector<std::string>& bad_keys, std::size_t max_bytes,
                              std::int64_t now_ms) {
  ExperimentTexts texts;
  const auto set_if_changed = [](std::string& text, std::string wanted, const std::string& old) {
    if (wanted != old) {
      text = std::move(wanted);
    }
  };
  set_if_changed(texts.trend_view, trend_view(existing.trend_view, now_ms), existing.trend_view);
  set_if_changed(texts.status_view, status_view(existing.status_view, bad_keys, max_bytes, now_ms),
                 existing.status_view);
  if (existing.note.empty() || is_our_note(existing.note)) {
    set_if_changed(texts.note, experiment_note(place), existing.note);
  }
  return texts;
}

}  // namespace testtracker::upload
