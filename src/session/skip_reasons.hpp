#pragma once

// Why tests of one process were left out, as far as something outside of them says so.

#include "session/process_fold.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace testtracker::session {

/// Requires: the fold outlives it.
class SkipReasons {
 public:
  explicit SkipReasons(const ProcessFold& fold);

  /// The reason that the suite's or an environment's set-up gave; null when none of them did.
  [[nodiscard]] const std::string* of_suite(const std::string& suite) const;
  /// The same for a test that began and was skipped without a word; also a set-up that failed.
  [[nodiscard]] std::string of_silent_skip(const std::string& suite) const;

 private:
  std::unordered_map<std::string_view, const std::string*> by_suite_;
  std::unordered_set<std::string_view> failed_set_ups_;
  const std::string* of_program_ = nullptr;
};

}  // namespace testtracker::session
