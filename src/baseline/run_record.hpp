#pragma once

// What judging needs of a run: who it was and, per test, how it ended, how long it took, what it
// measured. The same whether it came from a session's folder, from an archive in MLflow or from a
// run's params and metrics alone. Loaded by run_source.hpp; used by gate, history, flaky, compare.

#include "baseline/texts.hpp"

#include <testtracker/status.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::baseline {

inline constexpr double k_no_value = std::numeric_limits<double>::quiet_NaN();

/// One test in one run, over its attempts. Its identity over runs is its key.
struct TestRecord {
  TextId key = 0;      ///< `<Suite>/<Test>` as docs/mlflow_mapping.md has it
  TextId message = 0;  ///< one line of why; 0 = none
  TextId file = 0;     ///< of its last failure, else of the test itself; 0 = unknown
  Status status = Status::passed;
  bool is_flaky = false;
  /// Stands for a failure outside of any test; a run without it had none.
  bool is_outside_tests = false;
  std::int32_t line = 0;       ///< in `file`, from 1; 0 = unknown
  std::uint16_t passes = 0;    ///< attempts that passed
  std::uint16_t failures = 0;  ///< attempts that failed in any way; not run is none
  /// The shortest attempt that passed; k_no_value when none did.
  double duration_ms = k_no_value;
};

/// Which direction somebody declared to be the bad one. Never told from a name.
enum class Worse : std::uint8_t { undeclared, higher, lower };

/// One reported number in one run. Its identity over runs is its key.
struct MetricRecord {
  TextId key = 0;   ///< `<Suite>/<Test>/<name>`, or `<name>` outside of tests
  TextId test = 0;  ///< key of the test that reported it; 0 = none
  TextId unit = 0;  ///< as declared; 0 = undeclared
  Worse worse = Worse::undeclared;
  double value = 0;  ///< the median of the attempts' values; may be NaN or infinite
  double cases = 0;  ///< the value is a proportion of so many cases; 0 = it is none
};

/// Where a record came from.
enum class Origin {
  session_folder,
  archive,             ///< session.jsonl.gz
  params_and_metrics,  ///< of a run without an archive: perhaps not all tests, see `is_complete`
};

struct RunRecord {
  std::string id;       ///< run id in MLflow, else the session's id
  std::string session;  ///< id of the session; empty for runs of other tools
  std::string name;     ///< `#30 f3eb639a`
  std::string url;      ///< page in MLflow; empty when there is none
  std::string commit;   ///< full hash; empty = unknown
  bool is_dirty = false;
  std::string branch;
  std::string series;  ///< `<suite>/<branch>/<platform>`
  std::string platform;
  std::optional<std::int64_t> build;   ///< ordinal in the series
  std::chrono::nanoseconds started{};  ///< UTC since 1970
  std::string repository;              ///< for links to commits
  /// What else is known of the place, by the names of MLflow's tags: `compiler`, `build_type`,
  /// `os`, `host`, `ci.url` … and the user's own tags; sorted by name.
  std::vector<std::pair<std::string, std::string>> environment;
  Origin origin = Origin::archive;
  bool is_complete = true;  ///< a test that is not here was not in the run
  std::vector<TestRecord> tests;
  std::vector<MetricRecord> metrics;

  /// The commit, when what was tested is exactly that commit; else empty.
  [[nodiscard]] const std::string& clean_commit() const {
    static const std::string none;
    return is_dirty ? none : commit;
  }
};

/// First part of the run's series; the whole series when somebody made one up.
[[nodiscard]] std::string suite_of(const RunRecord& run);

/// The series in which the run would be on `branch`; one that somebody made up is the same on every
/// branch.
[[nodiscard]] std::string series_on(const RunRecord& run, const std::string& branch);

/// Runs and the texts they share.
struct RunHistory {
  Texts texts;
  std::vector<RunRecord> runs;       ///< oldest first once run_order.hpp has put them in order
  std::vector<std::string> notices;  ///< sentences: what is missing here, and why
};

}  // namespace testtracker::baseline
