#include "upload/value_selection.hpp"

#include "base/name_pattern.hpp"
#include "upload/test_values.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace testtracker::upload {
namespace {

using session::TestResult;

constexpr std::size_t k_unlimited = std::numeric_limits<std::size_t>::max();

/// Collects values of one kind until there is no more room.
template <typename Value>
class Bounded {
 public:
  explicit Bounded(std::size_t room) : room_(room) {}

  void add(Value value) {
    if (values_.size() < room_) {
      values_.push_back(std::move(value));
    } else {
      ++left_out_;
    }
  }
  void add(std::vector<Value> values) {
    for (auto& value : values) {
      add(std::move(value));
    }
  }
  void add(std::optional<Value> value) {
    if (value) {
      add(*std::move(value));
    }
  }
  [[nodiscard]] std::size_t left_out() const { return left_out_; }
  [[nodiscard]] std::vector<Value> take() { return std::move(values_); }

 private:
  std::size_t room_;
  std::size_t left_out_ = 0;
  std::vector<Value> values_;
};

bool is_on_watch_list(const std::string& key, const SelectionOptions& options) {
  return std::any_of(options.watch.begin(), options.watch.end(),
                     [&](const std::string& pattern) { return fits_pattern(pattern, key); });
}

/// Why a duration is kept in a reduced run; the order in which they get room.
enum class Interest { previous, watched, slow, none };

/// Walks over the tests that count, so that each rule of the order of keys is one line below.
class Selector {
 public:
  Selector(const SelectionInput& input, const SelectionOptions& options)
      : input_(input), options_(options), is_reduced_(is_reduced(input.result, options)) {}

  [[nodiscard]] std::size_t room_for_metrics() const {
    if (!is_reduced_) {
      return k_unlimited;
    }
    const auto half = options_.max_keys / 2;
    return half - std::min(half, input_.sent_metrics.size());
  }

  void add_reported(Bounded<mlflow::Metric>& metrics) const {
    for_each_test([&](const TestResult& test, const std::string& key) {
      add_new(metrics, reported_metrics(test, key, input_.ordinal));
    });
  }

  void add_durations(Bounded<mlflow::Metric>& metrics) const {
    for (const auto wanted : {Interest::previous, Interest::watched, Interest::slow}) {
      for_each_test([&](const TestResult& test, const std::string& key) {
        auto duration = duration_metric(test, key, input_.ordinal);
        if (duration && interest_in(key, *duration) == wanted) {
          add_new(metrics, {*std::move(duration)});
        }
      });
    }
  }

  void add_params(Bounded<mlflow::Param>& params) const {
    params.add(reported_params(input_.result.params, {}));
    add_verdicts_if(params, [](const TestResult& test) { return is_bad(test.status); });
    add_verdicts_if(params, [](const TestResult& test) {
      return !is_bad(test.status) && (test.status != Status::passed || test.flaky);
    });
    for_each_test([&](const TestResult& test, const std::string& key) {
      params.add(reported_params(test.params, key));
    });
    if (!is_reduced_) {
      add_verdicts_if(params, [](const TestResult& test) {
        return test.status == Status::passed && !test.flaky;
      });
    }
  }

  void add_new(Bounded<mlflow::Metric>& metrics, std::vector<mlflow::Metric> candidates) const {
    for (auto& metric : candidates) {
      if (input_.sent_metrics.count(metric.key) == 0) {
        metrics.add(std::move(metric));
      }
    }
  }

 private:
  template <typename Action>
  void for_each_test(Action action) const {
    for (std::size_t i = 0; i < input_.result.tests.size(); ++i) {
      if (!input_.result.tests[i].nested && !input_.result.tests[i].has_cases) {
        action(input_.result.tests[i], input_.keys[i]);
      }
    }
  }

  [[nodiscard]] Interest interest_in(const std::string& key, const mlflow::Metric& duration) const {
    if (!is_reduced_ || input_.previous_metrics.count(duration.key) > 0) {
      return Interest::previous;
    }
    if (is_on_watch_list(key, options_)) {
      return Interest::watched;
    }
    const bool is_slow = duration.value > static_cast<double>(options_.slow.count());
    return is_slow ? Interest::slow : Interest::none;
  }

  template <typename Condition>
  void add_verdicts_if(Bounded<mlflow::Param>& params, Condition is_wanted) const {
    for_each_test([&](const TestResult& test, const std::string& key) {
      if (test.finished && is_wanted(test)) {
        params.add(status_param(test, key));
        params.add(exception_param(test, key));
      }
    });
  }

  const SelectionInput& input_;
  const SelectionOptions& options_;
  bool is_reduced_;
};

/// A param that appears twice is refused by the server with the whole batch.
void drop_repeated_keys(std::vector<mlflow::Param>& params) {
  std::set<std::string> seen;
  params.erase(std::remove_if(params.begin(), params.end(),
                              [&](const auto& param) { return !seen.insert(param.key).second; }),
               params.end());
}

}  // namespace

bool is_reduced(const session::SessionResult& result, const SelectionOptions& options) {
  return std::max(result.planned, result.counts.total) > options.full_tests;
}

std::vector<mlflow::Metric> live_metrics(const SelectionInput& input,
                                         const SelectionOptions& options) {
  const Selector selector(input, options);
  Bounded<mlflow::Metric> metrics(selector.room_for_metrics());
  selector.add_reported(metrics);
  selector.add_durations(metrics);
  return metrics.take();
}

SelectedValues final_values(const SelectionInput& input, const SelectionOptions& options) {
  const Selector selector(input, options);
  SelectedValues values;

  Bounded<mlflow::Metric> summary(k_unlimited);
  selector.add_new(summary, summary_metrics(input.result, input.ordinal));
  values.metrics = summary.take();

  Bounded<mlflow::Metric> metrics(selector.room_for_metrics());
  selector.add_new(metrics, reported_metrics(input.result, input.ordinal));
  selector.add_reported(metrics);
  selector.add_durations(metrics);
  values.left_out_metrics = metrics.left_out();
  auto chosen = metrics.take();
  std::move(chosen.begin(), chosen.end(), std::back_inserter(values.metrics));

  const bool is_bounded = is_reduced(input.result, options);
  const auto used = values.metrics.size() + input.sent_metrics.size();
  Bounded<mlflow::Param> params(is_bounded ? options.max_keys - std::min(options.max_keys, used)
                                           : k_unlimited);
  selector.add_params(params);
  values.left_out_params = params.left_out();
  values.params = params.take();
  drop_repeated_keys(values.params);
  return values;
}

}  // namespace testtracker::upload
