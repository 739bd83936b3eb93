#include "judge/report_formats.hpp"
#include "report/json_builder.hpp"

#include <cmath>

namespace testtracker::judge {
namespace {

using report::JsonBuilder;

constexpr int k_version = 1;

void real_field(JsonBuilder& json, const char* name, double value) {
  if (!std::isnan(value)) {
    json.key(name);
    json.real(value);
  }
}

void count_field(JsonBuilder& json, const char* name, std::size_t value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}

void text_member(JsonBuilder& json, const char* name, std::string_view value) {
  json.key(name);
  json.text(value);
}

void add_run(JsonBuilder& json, const char* name, const RunLabel& run) {
  json.key(name);
  json.begin_object();
  json.text_field("name", run.name);
  json.text_field("session", run.session);
  json.text_field("commit", run.commit);
  json.text_field("branch", run.branch);
  json.text_field("platform", run.platform);
  json.text_field("url", run.url);
  json.end_object();
}

void add_baseline(JsonBuilder& json, const GateReport& report) {
  json.key("baseline");
  json.begin_object();
  text_member(json, "branch", report.baseline_branch);
  count_field(json, "runs", report.baseline_runs);
  if (report.baseline_first) {
    add_run(json, "first", *report.baseline_first);
    add_run(json, "last", *report.baseline_last);
  }
  json.end_object();
}

void add_counts(JsonBuilder& json, const GateReport& report) {
  json.key("counts");
  json.begin_object();
  count_field(json, "tests", report.tests);
  count_field(json, "failed_tests", report.failed_tests);
  count_field(json, "judged_tests", report.judged_tests);
  count_field(json, "judged_series", report.judged_series);
  count_field(json, "regressions", count(report, Weight::regression));
  count_field(json, "warnings", count(report, Weight::warning));
  count_field(json, "quarantined", count(report, Weight::quarantined));
  json.end_object();
}

void add_numbers(JsonBuilder& json, const GateFinding& finding) {
  if (std::isnan(finding.before)) {
    return;
  }
  real_field(json, "before", finding.before);
  real_field(json, "after", finding.after);
  real_field(json, "low", finding.low);
  real_field(json, "high", finding.high);
  json.text_field("unit", finding.unit);
  json.key("recent");
  json.begin_array();
  for (const double value : finding.recent) {
    json.real(value);
  }
  json.end_array();
}

void add_finding(JsonBuilder& json, const GateFinding& finding) {
  json.begin_object();
  text_member(json, "finding", to_string(finding.finding));
  text_member(json, "weight", to_string(finding.weight));
  text_member(json, "key", finding.key);
  json.text_field("test", finding.test);
  json.key("confirmed");
  json.flag(finding.is_confirmed);
  json.text_field("message", finding.message);
  json.text_field("file", finding.file);
  if (finding.line > 0) {
    json.key("line");
    json.integer(finding.line);
  }
  json.text_field("why", finding.why);
  add_numbers(json, finding);
  count_field(json, "runs", finding.runs);
  if (!finding.last_good_name.empty()) {
    json.key("last_good");
    json.begin_object();
    json.text_field("name", finding.last_good_name);
    json.text_field("commit", finding.last_good_commit);
    json.text_field("url", finding.last_good_url);
    json.end_object();
  }
  json.end_object();
}

void add_not_judged(JsonBuilder& json, const GateReport& report) {
  json.key("not_judged");
  json.begin_array();
  for (const auto& group : report.not_judged) {
    json.begin_object();
    text_member(json, "reason", group.reason);
    count_field(json, "count", group.count);
    json.key("examples");
    json.begin_array();
    for (const auto& key : group.examples) {
      json.text(key);
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string json_report(const GateReport& report) {
  std::string out;
  JsonBuilder json(out);
  json.begin_object();
  text_member(json, "format", "testtracker-gate");
  json.key("version");
  json.integer(k_version);
  text_member(json, "verdict", to_string(report.verdict));
  json.key("exit_code");
  json.integer(exit_code_of(report.verdict));
  text_member(json, "sentence", report.sentence);
  add_run(json, "run", report.run);
  add_baseline(json, report);
  if (report.reference) {
    add_run(json, "reference", *report.reference);
  }
  add_counts(json, report);
  json.key("findings");
  json.begin_array();
  for (const auto& finding : report.findings) {
    add_finding(json, finding);
  }
  json.end_array();
  add_not_judged(json, report);
  json.key("notices");
  json.begin_array();
  for (const auto& notice : report.notices) {
    json.text(notice);
  }
  json.end_array();
  json.end_object();
  return out + "\n";
}

}  // namespace testtracker::judge
