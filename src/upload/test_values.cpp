#include "upload/test_values.hpp"

#include "report/plain_text.hpp"
#include "report/test_words.hpp"
#include "upload/test_keys.hpp"
#include "upload/value_text.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace testtracker::upload {
namespace {

using session::Attempt;
using session::WallTime;

/// Milliseconds since 1970; the server refuses negative ones.
std::int64_t timestamp_of(WallTime time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return std::max<std::int64_t>(ms, 0);
}

double milliseconds_of(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

WallTime end_of(const Attempt& attempt) {
  return attempt.started + attempt.duration;
}

bool was_executed(const Attempt& attempt) {
  return attempt.finished && attempt.status != Status::skipped &&
         attempt.status != Status::disabled && attempt.status != Status::not_run;
}

/// Null when no attempt was executed.
const Attempt* first_to_end(const session::TestResult& test) {
  const Attempt* first = nullptr;
  for (const auto& attempt : test.attempts) {
    if (was_executed(attempt) && (first == nullptr || end_of(attempt) < end_of(*first))) {
      first = &attempt;
    }
  }
  return first;
}

/// Of several values of a name the last, in the order of the names' first appearance.
std::vector<session::Metric> last_of_each_name(const std::vector<session::Metric>& metrics) {
  std::vector<session::Metric> last;
  std::map<std::string_view, std::size_t> places;
  for (const auto& metric : metrics) {
    const auto [place, is_new] = places.emplace(metric.name, last.size());
    if (is_new) {
      last.push_back(metric);
    } else {
      last[place->second] = metric;
    }
  }
  return last;
}

std::vector<mlflow::Metric> keyed(const std::vector<session::Metric>& metrics,
                                  const std::string& prefix, std::int64_t ordinal) {
  std::vector<std::string> names;
  names.reserve(metrics.size());
  for (const auto& metric : metrics) {
    names.push_back(metric.name);
  }
  auto keys = assign_value_keys(prefix, names);
  std::vector<mlflow::Metric> result;
  result.reserve(metrics.size());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    result.push_back(
        {std::move(keys[i]), metrics[i].value, timestamp_of(metrics[i].time), ordinal});
  }
  return result;
}

}  // namespace

std::vector<mlflow::Metric> summary_metrics(const session::SessionResult& result,
                                            std::int64_t ordinal) {
  const auto& counts = result.counts;
  const auto at = timestamp_of(result.started + result.duration);
  std::vector<mlflow::Metric> metrics;
  const auto add = [&](const char* key, double value) {
    metrics.push_back({key, value, at, ordinal});
  };
  const auto add_count = [&](const char* key, std::uint64_t count) {
    add(key, static_cast<double>(count));
  };
  add_count("tests/total", counts.total);
  add_count("tests/passed", counts.passed);
  add_count("tests/failed", counts.failed);
  add_count("tests/skipped", counts.skipped + counts.disabled);
  add_count("tests/flaky", counts.flaky);
  add_count("tests/crashed", counts.crashed);
  if (const auto& entries = result.entry_counts; entries.total > 0) {
    add_count("entries/total", entries.total);
    add_count("entries/passed", entries.passed);
    add_count("entries/failed", entries.failed);
    add_count("entries/skipped", entries.skipped);
    add_count("entries/disabled", entries.disabled);
    add_count("entries/not_run", entries.not_run);
    add_count("entries/timed_out", entries.timed_out);
  }
  add("tests/duration_s", std::chrono::duration<double>(result.duration).count());
  add("build/number", static_cast<double>(ordinal));
  return metrics;
}

std::optional<mlflow::Metric> duration_metric(const session::TestResult& test,
                                              const std::string& key, std::int64_t ordinal) {
  const Attempt* const first = first_to_end(test);
  if (first == nullptr || test.outside_tests || first->duration.count() < 0) {
    return std::nullopt;
  }
  return mlflow::Metric{key + "_dur_ms", milliseconds_of(first->duration),
                        timestamp_of(end_of(*first)), ordinal};
}

std::vector<mlflow::Metric> reported_metrics(const session::TestResult& test,
                                             const std::string& key, std::int64_t ordinal) {
  const Attempt* const first = first_to_end(test);
  std::vector<session::Metric> of_first;
  std::vector<session::Metric> others;
  for (const auto& metric : test.metrics) {
    const bool is_of_first =
        first != nullptr && metric.time >= first->started && metric.time <= end_of(*first);
    (is_of_first ? of_first : others).push_back(metric);
  }
  // A name that only a later attempt reported keeps that attempt's value, once it has ended.
  auto metrics = test.finished ? last_of_each_name(others) : std::vector<session::Metric>();
  metrics.insert(metrics.end(), of_first.begin(), of_first.end());
  return keyed(last_of_each_name(metrics), key, ordinal);
}

std::vector<mlflow::Metric> reported_metrics(const session::SessionResult& result,
                                             std::int64_t ordinal) {
  return keyed(last_of_each_name(result.metrics), {}, ordinal);
}

mlflow::Param status_param(const session::TestResult& test, const std::string& key) {
  const auto why = report::message_line(test);
  const std::string word(report::status_word(test));
  return {key, cut_text(why.empty() ? word : word + ": " + why, k_max_param_bytes)};
}

std::optional<mlflow::Param> exception_param(const session::TestResult& test,
                                             const std::string& key) {
  const bool has_text = is_bad(test.status) || test.status == Status::expected_failure;
  if (!has_text || test.exception_text.empty()) {
    return std::nullopt;
  }
  // More than this cannot matter; a text of 10 MB would be cleaned for nothing.
  const auto begin = std::string_view(test.exception_text).substr(0, 4 * k_max_param_bytes);
  return mlflow::Param{key + "_exception", cut_text(report::plain_text(begin), k_max_param_bytes)};
}

std::vector<mlflow::Param> reported_params(const std::vector<session::Param>& params,
                                           const std::string& prefix) {
  std::vector<std::string> names;
  names.reserve(params.size());
  for (const auto& param : params) {
    names.push_back(param.name);
  }
  auto keys = assign_value_keys(prefix, names);
  std::vector<mlflow::Param> result;
  result.reserve(params.size());
  for (std::size_t i = 0; i < params.size(); ++i) {
    result.push_back({std::move(keys[i]), cut_text(params[i].value, k_max_param_bytes)});
  }
  return result;
}

}  // namespace testtracker::upload
