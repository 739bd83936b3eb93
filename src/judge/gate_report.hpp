#pragma once

// What a gate found: plain values, made by gate.hpp, shown by the report_* formats. docs/gate.md
// has the words.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::judge {

/// In the order in which reports show them.
enum class Finding {
  new_failure,
  recurring_failure,
  new_test_fails,
  slower,
  metric_worse,
  slower_than_reference,
  metric_worse_than_reference,
  flaky,
  still_failing,
  metric_changed,
  unit_changed,
  missing_test,
  fixed,
  faster,
  metric_better,
  new_test,
};

/// As reports spell it, for example `new-failure`.
[[nodiscard]] std::string_view to_string(Finding finding) noexcept;

/// What a finding does to the verdict.
enum class Weight {
  regression,   ///< exit code 1
  warning,      ///< looks bad; not confirmed, or not asked for by --fail-on
  quarantined,  ///< would count, but the project excuses it
  notice,       ///< good to know
};

[[nodiscard]] std::string_view to_string(Weight weight) noexcept;

struct GateFinding {
  Finding finding = Finding::new_failure;
  Weight weight = Weight::notice;
  std::string key;      ///< of the test, or of the metric
  std::string test;     ///< key of the test; empty for a metric of none
  std::string message;  ///< of a failure: its line of why
  /// Where to look: of its last failure, else of the test, as the compiler named it; whoever shows
  /// it in a repository makes it relative. Empty = unknown, or not there.
  std::string file;
  std::int32_t line = 0;  ///< from 1; 0 = unknown
  std::string why;        ///< sentence: what the baseline shows, and what is confirmed
  bool is_confirmed = false;
  /// Of numbers: median of the baseline (or the reference's value), and this run's.
  double before = std::numeric_limits<double>::quiet_NaN();
  double after = std::numeric_limits<double>::quiet_NaN();
  double low = 0;  ///< what would have been nothing new
  double high = 0;
  std::string unit;  ///< `ms` of durations; as declared; may be empty
  /// Of numbers: the baseline's last values, oldest first, then this run's.
  std::vector<double> recent;
  std::size_t runs = 0;  ///< of the baseline that were looked at for it
  /// Of failures: the last run of the baseline in which it passed; empty when none did.
  std::string last_good_name;
  std::string last_good_url;
  std::string last_good_commit;
};

/// Series that could not be judged, by reason.
struct NotJudged {
  std::string reason;  ///< completes `12 series: `
  std::size_t count = 0;
  std::vector<std::string> examples;  ///< at most 3 keys
};

enum class GateVerdict { clean, regression, cannot_judge };

[[nodiscard]] std::string_view to_string(GateVerdict verdict) noexcept;

/// Which run, for people.
struct RunLabel {
  std::string name;
  std::string url;
  std::string commit;
  std::string branch;
  std::string platform;
  std::string session;
};

struct GateReport {
  GateVerdict verdict = GateVerdict::cannot_judge;
  std::string sentence;  ///< the verdict in one line; why nothing can be judged
  RunLabel run;
  std::string baseline_branch;
  std::size_t baseline_runs = 0;
  std::optional<RunLabel> baseline_first, baseline_last;
  std::optional<RunLabel> reference;
  std::size_t tests = 0;         ///< that passed or failed in this run
  std::size_t failed_tests = 0;  ///< of them
  std::size_t judged_tests = 0;
  std::size_t judged_series = 0;      ///< durations and metrics
  std::vector<GateFinding> findings;  ///< by weight, then by finding, then by key
  std::vector<NotJudged> not_judged;
  std::vector<std::string> notices;
};

/// 0, 1 or 3.
[[nodiscard]] int exit_code_of(GateVerdict verdict) noexcept;

/// How many findings have this weight.
[[nodiscard]] std::size_t count(const GateReport& report, Weight weight);

}  // namespace testtracker::judge
