#include "insight/status_class.hpp"

#include <algorithm>

namespace testtracker::insight {
namespace {

constexpr std::size_t k_most_runs = 20;
constexpr std::size_t k_least_runs = 3;

bool failed(const RunOutcome& run) {
  return run.failures > 0;
}

bool is_flaky_now(const std::vector<RunOutcome>& main, const RunOutcome& now) {
  if (now.passes > 0 && now.failures > 0) {
    return true;
  }
  std::vector<RunOutcome> all = main;
  all.push_back(now);
  return transition_score(main) >= k_flaky_score || same_commit_disagreements(all) > 0;
}

}  // namespace

std::string_view to_string(StatusClass status) noexcept {
  switch (status) {
    case StatusClass::passing:
      return "passing";
    case StatusClass::fixed:
      return "fixed";
    case StatusClass::new_failure:
      return "new-failure";
    case StatusClass::recurring:
      return "recurring-failure";
    case StatusClass::still_failing:
      return "still-failing";
    case StatusClass::flaky:
      return "flaky";
    case StatusClass::new_test:
      return "new-test";
    case StatusClass::missing_test:
      return "missing-test";
    case StatusClass::too_little_history:
      return "too-little-history";
  }
  return "";
}

StatusClass classify(const std::vector<RunOutcome>& main, const RunOutcome& now) {
  if (now.passes == 0 && now.failures == 0) {
    return StatusClass::missing_test;
  }
  if (main.empty()) {
    return StatusClass::new_test;
  }
  if (main.size() < k_least_runs) {
    return StatusClass::too_little_history;
  }
  const std::vector<RunOutcome> last(
      main.end() - static_cast<std::ptrdiff_t>(std::min(main.size(), k_most_runs)), main.end());
  if (!failed(now)) {
    return failed(last.back()) ? StatusClass::fixed : StatusClass::passing;
  }
  const bool main_is_broken = std::all_of(last.end() - 2, last.end(), [](const RunOutcome& run) {
    return run.failures > 0 && run.passes == 0;
  });
  if (main_is_broken && now.passes == 0) {
    return StatusClass::still_failing;
  }
  if (is_flaky_now(last, now)) {
    return StatusClass::flaky;
  }
  return std::none_of(last.begin(), last.end(), failed) ? StatusClass::new_failure
                                                        : StatusClass::recurring;
}

bool is_confirmed(StatusClass status, const RunOutcome& now) noexcept {
  return (status == StatusClass::new_failure || status == StatusClass::recurring) &&
         now.failures >= 2 && now.passes == 0;
}

}  // namespace testtracker::insight
