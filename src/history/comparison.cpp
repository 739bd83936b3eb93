#include "history/comparison.hpp"

#include "insight/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace testtracker::history {
namespace {

constexpr std::size_t k_least_runs = 8;
constexpr std::size_t k_most_runs = 20;
constexpr double k_deviations = 5 * 1.4826;
constexpr double k_duration_share = 0.1;
constexpr double k_metric_share = 0.02;
constexpr double k_least_ms = 5;           // with known noise
constexpr double k_least_ms_unknown = 50;  // without
constexpr double k_moved = 0.05;
constexpr std::size_t k_least_timed = 5;

using Tests = std::unordered_map<baseline::TextId, const baseline::TestRecord*>;

Tests tests_of(const baseline::RunRecord& run) {
  Tests tests;
  for (const auto& test : run.tests) {
    tests.emplace(test.key, &test);
  }
  return tests;
}

class Comparer {
 public:
  Comparer(const baseline::RunHistory& history, std::size_t base, std::size_t head)
      : history_(history), base_(history.runs[base]), head_(history.runs[head]) {
    for (std::size_t i = 0; i <= base; ++i) {
      if (i != head && history.runs[i].series == base_.series) {
        earlier_.push_back(i);
      }
    }
  }

  Comparison compare() {
    comparison_.is_complete = base_.is_complete && head_.is_complete;
    compare_environment();
    compare_tests();
    compare_values();
    judge_environment();
    return std::move(comparison_);
  }

 private:
  void compare_environment() {
    std::map<std::string, EnvironmentChange> facts;
    const auto note = [&](const std::string& name, const std::string& before,
                          const std::string& after) {
      if (before != after) {
        facts[name] = {name, before, after};
      }
    };
    note("platform", base_.platform, head_.platform);
    std::map<std::string, std::pair<std::string, std::string>> values;
    for (const auto& [name, value] : base_.environment) {
      values[name].first = value;
    }
    for (const auto& [name, value] : head_.environment) {
      values[name].second = value;
    }
    for (const auto& [name, both] : values) {
      if (name.rfind("ci.", 0) != 0 && name.rfind("git.", 0) != 0) {
        note(name, both.first, both.second);
      }
    }
    for (auto& [name, fact] : facts) {
      comparison_.environment.push_back(std::move(fact));
    }
  }

  void compare_tests() {
    const Tests before = tests_of(base_);
    const Tests after = tests_of(head_);
    for (const auto& test : head_.tests) {
      const auto old = before.find(test.key);
      if (old == before.end()) {
        // A failure outside of any test is new, though its "test" was not there before.
        (is_bad(test.status) ? comparison_.new_failures : comparison_.added)
            .push_back({test.key, Status::not_run, test.status, test.message});
        continue;
      }
      ++comparison_.common;
      compare_test(*old->second, test);
    }
    for (const auto& test : base_.tests) {
      if (after.count(test.key) == 0) {
        (test.is_outside_tests ? comparison_.fixed : comparison_.removed)
            .push_back({test.key, test.status, Status::not_run, test.message});
      }
    }
    for (auto* changes : {&comparison_.new_failures, &comparison_.fixed, &comparison_.added,
                          &comparison_.removed}) {
      std::sort(changes->begin(), changes->end(), [&](const auto& one, const auto& other) {
        return history_.texts[one.key] < history_.texts[other.key];
      });
    }
  }

  void compare_test(const baseline::TestRecord& before, const baseline::TestRecord& after) {
    const TestChange change{after.key, before.status, after.status,
                            is_bad(after.status) ? after.message : before.message};
    if (is_bad(after.status) && !is_bad(before.status)) {
      comparison_.new_failures.push_back(change);
    } else if (is_bad(before.status) && !is_bad(after.status)) {
      comparison_.fixed.push_back(change);
    } else if (is_bad(after.status)) {
      ++comparison_.still_failing;
    }
  }

  void compare_values() {
    // Two runs of one history: what series_of says of them, value by value.
    for (const Series& series : series_of(history_, {})) {
      const auto value_in = [&](const baseline::RunRecord& run) {
        for (std::size_t i = 0; i < series.runs.size(); ++i) {
          if (&history_.runs[series.runs[i]] == &run) {
            return series.values[i];
          }
        }
        return baseline::k_no_value;
      };
      const double before = value_in(base_);
      const double after = value_in(head_);
      if (!std::isnan(before) && !std::isnan(after)) {
        compare_value(series, before, after);
      }
    }
    const auto by_ratio = [](const ValueChange& one, const ValueChange& other) {
      const auto size = [](const ValueChange& change) {
        return change.before == 0 ? INFINITY
                                  : std::fabs(std::log(std::fabs(change.after / change.before)));
      };
      return size(one) > size(other);
    };
    for (auto* changes : {&comparison_.worse, &comparison_.better, &comparison_.changed}) {
      std::stable_sort(changes->begin(), changes->end(), by_ratio);
    }
  }

  [[nodiscard]] std::vector<double> earlier_values(const Series& series) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < series.runs.size(); ++i) {
      if (std::binary_search(earlier_.begin(), earlier_.end(), series.runs[i])) {
        values.push_back(series.values[i]);
      }
    }
    values.erase(values.begin(),
                 values.end() - static_cast<std::ptrdiff_t>(std::min(values.size(), k_most_runs)));
    return values;
  }

  void compare_value(const Series& series, double before, double after) {
    const bool is_duration = series.quantity == Quantity::duration;
    if (is_duration && std::min(before, after) >= k_least_ms) {
      ratios_.push_back(after / before);
    }
    const auto values = earlier_values(series);
    const bool is_noise_known = values.size() >= k_least_runs;
    double least = (is_duration ? k_duration_share : k_metric_share) * std::fabs(before);
    if (is_duration) {
      least = std::max(least, is_noise_known ? k_least_ms : k_least_ms_unknown);
    }
    if (is_noise_known) {
      const double noise = insight::median_distance(values, insight::median(values));
      least = std::max(least, k_deviations * noise);
    }
    if (before == after || std::fabs(after - before) < least) {
      return;
    }
    auto& changes = series.worse == baseline::Worse::undeclared ? comparison_.changed
                    : (after > before) == (series.worse == baseline::Worse::higher)
                        ? comparison_.worse
                        : comparison_.better;
    changes.push_back(
        {series.key, series.quantity, series.unit, series.worse, before, after, is_noise_known});
  }

  void judge_environment() {
    comparison_.timed = ratios_.size();
    if (ratios_.size() < k_least_timed) {
      return;
    }
    const double middle = insight::median(ratios_);
    const auto moved = std::count_if(ratios_.begin(), ratios_.end(), [&](double ratio) {
      return middle > 1 ? ratio >= 1 + k_moved : ratio <= 1 - k_moved;
    });
    comparison_.median_ratio = middle;
    comparison_.moved_share = static_cast<double>(moved) / static_cast<double>(ratios_.size());
    comparison_.environment_explains =
        !comparison_.environment.empty() && comparison_.moved_share >= 0.5;
  }

  const baseline::RunHistory& history_;
  const baseline::RunRecord& base_;
  const baseline::RunRecord& head_;
  std::vector<std::size_t> earlier_;  // rising; base is the last of them
  std::vector<double> ratios_;
  Comparison comparison_;
};

}  // namespace

Comparison compare_runs(const baseline::RunHistory& history, std::size_t base, std::size_t head) {
  return Comparer(history, base, head).compare();
}

}  // namespace testtracker::history
