#include "baseline/record_of_session.hpp"

#include "baseline/metric_meaning.hpp"
#include "context/collect.hpp"
#include "insight/rank_tests.hpp"
#include "report/test_words.hpp"
#include "upload/run_description.hpp"
#include "upload/test_keys.hpp"
#include "upload/test_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

namespace testtracker::baseline {
namespace {

using session::Attempt;
using session::Metric;
using session::TestResult;

double milliseconds_of(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::uint16_t one_more(std::uint16_t count) {
  return count == std::numeric_limits<std::uint16_t>::max() ? count
                                                            : static_cast<std::uint16_t>(count + 1);
}

/// A test that fails stops early or late, so that only attempts that passed say how long it takes.
void add_attempt(const Attempt& attempt, TestRecord& record) {
  if (!attempt.finished) {
    return;
  }
  if (attempt.status == Status::passed) {
    record.passes = one_more(record.passes);
    if (attempt.duration.count() >= 0) {  // else nobody measured it
      record.duration_ms = std::fmin(record.duration_ms, milliseconds_of(attempt.duration));
    }
  } else if (is_bad(attempt.status) && attempt.status != Status::not_run) {
    record.failures = one_more(record.failures);
  }
}

/// Where somebody would look first: at what failed, else at the test.
void take_place(const TestResult& test, Texts& texts, TestRecord& record) {
  record.file = texts.intern(test.file);
  record.line = test.line;
  const auto* const bad = is_bad(test.status) ? report::last_bad_attempt(test) : nullptr;
  if (bad == nullptr) {
    return;
  }
  const auto known =
      std::find_if(bad->failures.begin(), bad->failures.end(),
                   [](const session::Failure& failure) { return !failure.file.empty(); });
  if (known != bad->failures.end()) {
    record.file = texts.intern(known->file);
    record.line = known->line;
  }
}

TestRecord record_of(const TestResult& test, const std::string& key, Texts& texts) {
  TestRecord record;
  record.key = texts.intern(key);
  record.status = test.status;
  record.is_flaky = test.flaky;
  record.is_outside_tests = test.outside_tests;
  if (test.status != Status::passed || test.flaky) {
    record.message = texts.intern(report::message_line(test));
  }
  take_place(test, texts, record);
  for (const auto& attempt : test.attempts) {
    add_attempt(attempt, record);
  }
  if (test.outside_tests) {
    record.duration_ms = k_no_value;
  }
  return record;
}

/// Which attempt reported a value, by time; the first one when nobody claims it.
std::size_t attempt_at(const std::vector<Attempt>& attempts, session::WallTime time) {
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    if (time >= attempts[i].started && time <= attempts[i].started + attempts[i].duration) {
      return i;
    }
  }
  return 0;
}

struct NamedValues {
  const Metric* last = nullptr;
  std::vector<std::pair<std::size_t, double>> by_attempt;  ///< the last of each attempt

  void add(const Metric& metric, std::size_t attempt) {
    last = &metric;
    const auto same = std::find_if(by_attempt.begin(), by_attempt.end(),
                                   [&](const auto& value) { return value.first == attempt; });
    if (same != by_attempt.end()) {
      same->second = metric.value;
    } else {
      by_attempt.emplace_back(attempt, metric.value);
    }
  }
  /// Without an order among them (NaN) there is no median: the last value stands.
  [[nodiscard]] double value() const {
    std::vector<double> values;
    for (const auto& [attempt, value] : by_attempt) {
      if (std::isfinite(value)) {
        values.push_back(value);
      }
    }
    return values.size() == by_attempt.size() ? insight::median(std::move(values)) : last->value;
  }
};

void add_metrics(const std::vector<Metric>& metrics, const std::vector<Attempt>& attempts,
                 const std::string& prefix, Texts& texts, RunRecord& run) {
  std::vector<std::string> names;
  std::vector<NamedValues> values;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const auto& metric : metrics) {
    const auto [place, is_new] = places.emplace(metric.name, names.size());
    if (is_new) {
      names.push_back(metric.name);
      values.emplace_back();
    }
    values[place->second].add(metric, attempt_at(attempts, metric.time));
  }
  const auto keys = upload::assign_value_keys(prefix, names);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    MetricRecord record;
    record.key = texts.intern(keys[i]);
    record.test = texts.intern(prefix);
    record.value = values[i].value();
    run.metrics.push_back(record);
  }
}

/// Values of the params become what they declare of the metrics beside them.
void add_meanings(const std::vector<session::Param>& params, const std::string& prefix,
                  Texts& texts, RunRecord& run) {
  for (const auto& param : upload::reported_params(params, prefix)) {
    declare(param.key, param.value, texts, run);
  }
}

void add_facts(const context::RunContext& context, RunRecord& run) {
  run.commit = context.commit;
  run.is_dirty = context.dirty;
  run.branch = context.branch;
  run.series = upload::series_of(context);
  run.platform = context.platform;
  run.build = context.build;
  run.repository = context.repository;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) {
      run.environment.emplace_back(name, value);
    }
  };
  add("compiler", context.compiler);
  add("build_type", context.build_type);
  add("os", context.os);
  add("host", context.host);
  add("ci.name", context.ci_name);
  add("ci.url", context.ci_url);
  run.environment.insert(run.environment.end(), context.tags.begin(), context.tags.end());
  std::sort(run.environment.begin(), run.environment.end());
}

}  // namespace

void add_results(const session::SessionResult& result, const std::vector<std::string>& keys,
                 Texts& texts, RunRecord& run) {
  for (std::size_t i = 0; i < result.tests.size(); ++i) {
    const auto& test = result.tests[i];
    const bool is_stood_for = test.is_entry && test.has_cases;
    if (test.nested || !test.finished || is_stood_for) {
      continue;
    }
    run.tests.push_back(record_of(test, keys[i], texts));
    if (!test.metrics.empty()) {
      add_metrics(test.metrics, test.attempts, keys[i], texts, run);
      add_meanings(test.params, keys[i], texts, run);
    }
  }
  add_metrics(result.metrics, {}, {}, texts, run);
  add_meanings(result.params, {}, texts, run);
}

void complete_context(const session::SessionResult& result, context::RunContext& context) {
  if (!context.compiler.empty() || !context.build_type.empty()) {
    return;
  }
  // The first that counts and is no mere starter of others.
  const auto program = std::find_if(
      result.processes.begin(), result.processes.end(), [](const session::ProcessResult& process) {
        return !process.start.nested && process.start.kind != "runner";
      });
  const bool is_known = program != result.processes.end();
  context::set_build_facts(context, is_known ? program->start.compiler : std::string(),
                           is_known ? program->start.build_type : std::string());
}

RunRecord record_of_session(const session::SessionResult& result,
                            const context::RunContext& context, Texts& texts) {
  RunRecord run;
  run.id = result.id;
  run.session = result.id;
  run.started = result.started;
  run.origin = Origin::session_folder;
  add_facts(context, run);
  run.name = run.build ? upload::run_name(context, *run.build) : result.id;
  add_results(result, upload::assign_test_keys(result.tests), texts, run);
  return run;
}

}  // namespace testtracker::baseline
