#include "session/skip_reasons.hpp"

namespace testtracker::session {

SkipReasons::SkipReasons(const ProcessFold& fold) {
  for (const auto& skip : fold.skips()) {
    if (skip.suite.empty()) {
      of_program_ = &skip.failure.text;
    } else {
      by_suite_.emplace(skip.suite, &skip.failure.text);
    }
  }
  for (const auto& failure : fold.failures()) {
    if (failure.phase == Phase::suite_set_up) {
      failed_set_ups_.insert(failure.suite);
    }
  }
}

const std::string* SkipReasons::of_suite(const std::string& suite) const {
  const auto known = by_suite_.find(suite);
  return known == by_suite_.end() ? of_program_ : known->second;
}

std::string SkipReasons::of_silent_skip(const std::string& suite) const {
  if (const auto* reason = of_suite(suite)) {
    return *reason;
  }
  return failed_set_ups_.count(suite) > 0 ? "SetUpTestSuite failed" : "";
}

}  // namespace testtracker::session
