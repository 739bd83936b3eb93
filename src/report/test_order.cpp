#include "report/test_order.hpp"

#include "report/test_words.hpp"

#include <algorithm>
#include <tuple>

namespace testtracker::report {

Standing standing_of(const session::TestResult& test) {
  if (test.nested) {
    return Standing::nested;
  }
  if (!test.finished) {
    return Standing::running;
  }
  if (is_bad(test.status)) {
    return Standing::bad;
  }
  return test.flaky ? Standing::flaky : Standing::other;
}

std::vector<std::size_t> display_order(const std::vector<session::TestResult>& tests) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (!tests[i].has_cases) {
      order.push_back(i);
    }
  }
  const auto rank = [&](std::size_t index) {
    const auto& test = tests[index];
    return std::tuple<Standing, const session::TestIdentity&>(standing_of(test), test.identity);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t left, std::size_t right) { return rank(left) < rank(right); });
  return order;
}

std::vector<std::size_t> slowest_tests(const std::vector<session::TestResult>& tests,
                                       std::size_t count) {
  std::vector<std::size_t> slowest;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (!tests[i].nested && !tests[i].has_cases && has_duration(tests[i]) &&
        tests[i].duration.count() > 0) {
      slowest.push_back(i);
    }
  }
  const auto shown = std::min(count, slowest.size());
  const auto middle = slowest.begin() + static_cast<std::ptrdiff_t>(shown);
  std::partial_sort(slowest.begin(), middle, slowest.end(), [&](std::size_t l, std::size_t r) {
    return std::make_tuple(-tests[l].duration.count(), l) <
           std::make_tuple(-tests[r].duration.count(), r);
  });
  slowest.erase(middle, slowest.end());
  return slowest;
}

}  // namespace testtracker::report
