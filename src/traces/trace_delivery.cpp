#include "traces/trace_delivery.hpp"

#include "baseline/mlflow_runs.hpp"
#include "baseline/record_of_session.hpp"
#include "baseline/run_order.hpp"
#include "history/comparison.hpp"
#include "traces/test_trace.hpp"
#include "traces/traced_tests.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <utility>

namespace testtracker::traces {
namespace {

constexpr std::size_t k_earlier_runs = 21;  // the previous one, and 20 that tell the noise

class Delivery {
 public:
  Delivery(mlflow::Client& client, const upload::FinishedSession& session,
           const std::vector<std::string>& keys, const TraceOptions& options)
      : client_(client),
        session_(session),
        keys_(keys),
        options_(options),
        place_{session.open.place.experiment_id, session.open.place.run_id} {}

  Result<upload::TraceCount> deliver() {
    if (auto compared = compare(); !compared) {
      return compared.error();
    }
    const auto traced = traced_tests(session_.result, keys_, comparison_ ? &*comparison_ : nullptr,
                                     history_.texts, options_.max_tests);
    std::vector<mlflow::Trace> all;
    for (const auto& test : traced.tests) {
      all.push_back(trace_of_test(place_, session_.result, test, keys_[test.test]));
    }
    if (auto added = add_counterparts(traced, all); !added) {
      return added.error();
    }
    if (auto put = client_.put_traces(place_.experiment_id, all); !put) {
      return put.error();
    }
    return upload::TraceCount{traced.tests.size(), traced.left_out};
  }

 private:
  /// With the previous run of the series, if it has ended and its results can be read.
  Result<void> compare() {
    const auto& previous = session_.open.place.previous_run_id;
    if (previous.empty()) {
      return {};
    }
    auto head = baseline::record_of_session(session_.result, session_.context, history_.texts);
    baseline::MlflowRunsOptions options;
    options.experiment_id = place_.experiment_id;
    options.cache_directory = options_.cache_directory;
    baseline::RunFilter filter;
    filter.series = head.series;
    filter.most_runs = k_earlier_runs;
    baseline::MlflowRuns source(client_, std::move(options));
    if (auto loaded = source.load(filter, history_); !loaded) {
      return loaded;
    }
    auto& runs = history_.runs;
    runs.erase(std::remove_if(runs.begin(), runs.end(),
                              [&](const auto& run) { return run.id == place_.run_id; }),
               runs.end());
    if (find(previous) == runs.end()) {  // a late delivery: many runs are newer
      const auto loaded = source.load_run(previous, history_);
      if (!loaded) {
        const bool is_gone =
            loaded.error().code == ErrorCode::not_found || loaded.error().code == ErrorCode::busy;
        return is_gone ? Result<void>() : loaded;
      }
    }
    baseline::put_in_order(runs, {});
    const auto base = find(previous);
    if (base == runs.end()) {
      return {};
    }
    base_ = static_cast<std::size_t>(std::distance(runs.begin(), base));
    runs.push_back(std::move(head));
    comparison_ = history::compare_runs(history_, *base_, runs.size() - 1);
    return {};
  }

  std::vector<baseline::RunRecord>::iterator find(const std::string& id) {
    return std::find_if(history_.runs.begin(), history_.runs.end(),
                        [&](const auto& run) { return run.id == id; });
  }

  /// A test's page beside nothing compares nothing. What the previous run has already stays: its
  /// own traces say more.
  Result<void> add_counterparts(const TracedTests& traced, std::vector<mlflow::Trace>& all) {
    if (!base_ || traced.tests.empty()) {
      return {};
    }
    const auto& base = history_.runs[*base_];
    const TracePlace place{place_.experiment_id, base.id};
    const auto known = client_.trace_ids_of_run(place.experiment_id, place.run_id);
    if (!known) {
      return known.error();
    }
    std::unordered_map<std::string_view, const baseline::TestRecord*> tests;
    for (const auto& test : base.tests) {
      tests.emplace(history_.texts[test.key], &test);
    }
    for (const auto& one : traced.tests) {
      const auto& key = keys_[one.test];
      const auto test = tests.find(key);
      if (test != tests.end() && known->count(trace_id(place, key)) == 0) {
        all.push_back(trace_of_record(place, base, *test->second, history_.texts));
      }
    }
    return {};
  }

  mlflow::Client& client_;
  const upload::FinishedSession& session_;
  const std::vector<std::string>& keys_;
  const TraceOptions& options_;
  TracePlace place_;
  baseline::RunHistory history_;
  std::optional<std::size_t> base_;  ///< the previous run in it
  std::optional<history::Comparison> comparison_;
};

}  // namespace

Result<upload::TraceCount> deliver_traces(mlflow::Client& client,
                                          const upload::FinishedSession& session,
                                          const std::vector<std::string>& keys,
                                          const TraceOptions& options) {
  return Delivery(client, session, keys, options).deliver();
}

}  // namespace testtracker::traces
