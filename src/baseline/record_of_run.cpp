#include "baseline/record_of_run.hpp"

#include "baseline/metric_meaning.hpp"
#include "upload/links.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace testtracker::baseline {
namespace {

constexpr std::string_view k_duration_end = "_dur_ms";
constexpr std::string_view k_exception_end = "_exception";
constexpr std::string_view k_flaky_begin = "flaky, ";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool begins_with(std::string_view text, std::string_view begin) {
  return text.substr(0, begin.size()) == begin;
}

/// What the mapping itself writes, and what MLflow measures of the machine.
bool is_summary(std::string_view key) {
  return begins_with(key, "tests/") || begins_with(key, "entries/") || key == "build/number" ||
         begins_with(key, "system/");
}

std::string_view first_not_empty(std::string_view first, std::string_view second) {
  return first.empty() ? second : first;
}

/// The number at the begin of `text`, 0 when there is none.
std::uint16_t number_at(std::string_view text) {
  std::uint16_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// `1 of 3 attempts failed: …`
void read_flaky_words(std::string_view words, TestRecord& test) {
  constexpr std::string_view k_of = " of ";
  test.is_flaky = true;
  const auto of = words.find(k_of);
  const auto failures = number_at(words);
  const auto attempts =
      of == std::string_view::npos ? 0 : number_at(words.substr(of + k_of.size()));
  test.failures = std::max<std::uint16_t>(failures, 1);
  test.passes = attempts > failures ? static_cast<std::uint16_t>(attempts - failures) : 1;
}

/// A status param: the word, then perhaps `: why`. Nothing for any other text.
std::optional<TestRecord> test_of_param(std::string_view value, Texts& texts) {
  constexpr std::string_view k_separator = ": ";
  const auto end = std::min(value.find(k_separator), value.size());
  const auto status = parse_status(value.substr(0, end));
  if (!status) {
    return std::nullopt;
  }
  TestRecord test;
  test.status = *status;
  const auto why = value.substr(std::min(end + k_separator.size(), value.size()));
  test.message = texts.intern(why);
  if (begins_with(why, k_flaky_begin)) {
    read_flaky_words(why.substr(k_flaky_begin.size()), test);
  } else {
    test.passes = *status == Status::passed ? 1 : 0;
    test.failures = is_bad(*status) && *status != Status::not_run ? 1 : 0;
  }
  return test;
}

/// A test's key has one slash; a value that it reported has two.
bool is_test_key(std::string_view key) {
  return std::count(key.begin(), key.end(), '/') == 1;
}

std::string_view test_of_metric(std::string_view key) {
  const auto slash = key.rfind('/');
  const auto test = slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
  return is_test_key(test) ? test : std::string_view();
}

using Tests = std::map<std::string, TestRecord, std::less<>>;

Tests tests_of_params(const mlflow::Run& run, Texts& texts) {
  Tests tests;
  for (const auto& param : run.data.params) {
    if (is_test_key(param.key) && !ends_with(param.key, k_exception_end)) {
      if (auto test = test_of_param(param.value, texts)) {
        tests.emplace(param.key, *test);
      }
    }
  }
  return tests;
}

/// A duration without a status is that of a test which passed: others always have a param.
void add_duration(const mlflow::Metric& metric, Tests& tests) {
  const auto key = metric.key.substr(0, metric.key.size() - k_duration_end.size());
  auto found = tests.find(key);
  if (found == tests.end()) {
    TestRecord passed;
    passed.passes = 1;
    found = tests.emplace(key, passed).first;
  }
  if (found->second.status == Status::passed) {
    found->second.duration_ms = metric.value;
  }
}

bool is_place(std::string_view key) {
  return key == "compiler" || key == "build_type" || key == "os" || key == "host" ||
         key == "ci.name" || key == "ci.url";
}

bool is_users_own(std::string_view key) {
  return !begins_with(key, "mlflow.") && !begins_with(key, "testtracker.") &&
         !begins_with(key, "git.") && key != "platform" && !is_place(key);
}

}  // namespace

std::string_view tag_of(const mlflow::Run& run, std::string_view key) {
  for (const auto& tag : run.data.tags) {
    if (tag.key == key) {
      return tag.value;
    }
  }
  return {};
}

RunRecord facts_of_run(const mlflow::Run& run, const std::string& ui_url) {
  const auto tag = [&](std::string_view key) { return std::string(tag_of(run, key)); };
  RunRecord record;
  record.id = run.info.run_id;
  record.session = tag("testtracker.session");
  record.name = run.info.run_name;
  upload::Place place;
  place.ui_url = ui_url;
  place.experiment_id = run.info.experiment_id;
  place.run_id = run.info.run_id;
  record.url = upload::run_link(place);
  record.commit =
      first_not_empty(tag_of(run, "git.commit"), tag_of(run, "mlflow.source.git.commit"));
  record.is_dirty = tag_of(run, "git.dirty") == "true";
  record.branch =
      first_not_empty(tag_of(run, "git.branch"), tag_of(run, "mlflow.source.git.branch"));
  record.series = tag("testtracker.series");
  record.platform = tag("platform");
  record.repository =
      first_not_empty(tag_of(run, "git.repository"), tag_of(run, "mlflow.source.git.repoURL"));
  record.started = std::chrono::milliseconds(run.info.start_time.value_or(0));
  for (const auto& metric : run.data.metrics) {
    if (metric.key == "build/number") {
      record.build = metric.step;
    }
  }
  for (const auto& [key, value] : run.data.tags) {
    if (is_place(key) || is_users_own(key)) {
      record.environment.emplace_back(key, value);
    }
  }
  std::sort(record.environment.begin(), record.environment.end());
  return record;
}

void add_params_and_metrics(const mlflow::Run& run, Texts& texts, RunRecord& record) {
  record.origin = Origin::params_and_metrics;
  auto tests = tests_of_params(run, texts);
  double total = -1;
  for (const auto& metric : run.data.metrics) {
    if (ends_with(metric.key, k_duration_end) &&
        is_test_key(
            std::string_view(metric.key).substr(0, metric.key.size() - k_duration_end.size()))) {
      add_duration(metric, tests);
    } else if (metric.key == "tests/total") {
      total = metric.value;
    } else if (!is_summary(metric.key)) {
      MetricRecord value;
      value.key = texts.intern(metric.key);
      value.test = texts.intern(test_of_metric(metric.key));
      value.value = metric.value;
      record.metrics.push_back(value);
    }
  }
  for (auto& [key, test] : tests) {
    test.key = texts.intern(key);
    record.tests.push_back(test);
  }
  for (const auto& param : run.data.params) {
    declare(param.key, param.value, texts, record);
  }
  record.is_complete = total == static_cast<double>(record.tests.size());
}

}  // namespace testtracker::baseline
