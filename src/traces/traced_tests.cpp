#include "traces/traced_tests.hpp"

#include "report/quantity_text.hpp"
#include "report/test_words.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace testtracker::traces {
namespace {

using history::Comparison;

std::string milliseconds_text(double ms) {
  return report::duration_text(std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double, std::milli>(ms)));
}

/// Nested tests count nowhere, and cases stand for their entry.
bool counts(const session::TestResult& test) {
  return !test.nested && test.finished && !(test.is_entry && test.has_cases);
}

class Chooser {
 public:
  Chooser(const session::SessionResult& result, const std::vector<std::string>& keys,
          const Comparison* comparison, const baseline::Texts& texts)
      : result_(result), comparison_(comparison), texts_(texts) {
    for (std::size_t i = 0; i < result.tests.size(); ++i) {
      if (counts(result.tests[i])) {
        places_.emplace(keys[i], i);
      }
    }
    is_chosen_.resize(result.tests.size());
  }

  std::vector<TracedTest> choose() {
    if (comparison_ != nullptr) {
      for (const auto& failure : comparison_->new_failures) {
        add(failure.key, "new failure", {});
      }
    }
    add_all([](const session::TestResult& test) { return is_bad(test.status); }, "still failing");
    add_all([](const session::TestResult& test) { return test.flaky; }, "flaky");
    if (comparison_ != nullptr) {
      for (const auto& fixed : comparison_->fixed) {
        add(fixed.key, "fixed", texts_[fixed.message]);
      }
      add_durations(comparison_->worse, "slower");
      add_durations(comparison_->better, "faster");
    }
    return std::move(chosen_);
  }

 private:
  void add(std::size_t place, std::string change, std::string why) {
    if (!is_chosen_[place]) {
      is_chosen_[place] = true;
      chosen_.push_back({place, std::move(change), std::move(why)});
    }
  }

  /// Of the previous run alone there is nothing to show.
  void add(baseline::TextId key, std::string change, std::string why) {
    const auto place = places_.find(texts_[key]);
    if (place != places_.end()) {
      add(place->second, std::move(change), std::move(why));
    }
  }

  template <typename Wanted>
  void add_all(Wanted is_wanted, const char* change) {
    for (std::size_t i = 0; i < result_.tests.size(); ++i) {
      const auto& test = result_.tests[i];
      if (counts(test) && is_wanted(test)) {
        add(i, comparison_ == nullptr ? "" : change, report::flaky_words(test));
      }
    }
  }

  void add_durations(const std::vector<history::ValueChange>& changes, const char* change) {
    for (const auto& value : changes) {
      if (value.quantity == history::Quantity::duration) {
        add(value.key, change,
            fmt::format("{}, before {}", milliseconds_text(value.after),
                        milliseconds_text(value.before)));
      }
    }
  }

  const session::SessionResult& result_;
  const Comparison* comparison_;
  const baseline::Texts& texts_;
  std::unordered_map<std::string_view, std::size_t> places_;
  std::vector<bool> is_chosen_;
  std::vector<TracedTest> chosen_;
};

}  // namespace

TracedTests traced_tests(const session::SessionResult& result, const std::vector<std::string>& keys,
                         const Comparison* comparison, const baseline::Texts& texts,
                         std::size_t max_tests) {
  TracedTests traced;
  traced.tests = Chooser(result, keys, comparison, texts).choose();
  if (traced.tests.size() > max_tests) {
    traced.left_out = traced.tests.size() - max_tests;
    traced.tests.resize(max_tests);
  }
  return traced;
}

}  // namespace testtracker::traces
