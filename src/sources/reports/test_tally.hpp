#pragma once

// Counts tests while they are read, each once however often it was tried. Eight bytes per test: a
// report may have millions.

#include <testtracker/status.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace testtracker::sources {

class TestTally {
 public:
  struct Counts {
    std::uint64_t total = 0, passed = 0, failed = 0, skipped = 0, disabled = 0,
                  expected_failures = 0, not_run = 0, flaky = 0;
  };
  /// `is_retried`: a later attempt decides. Otherwise a bad attempt does.
  void add(std::string_view program, std::string_view suite, std::string_view name, Status status,
           bool is_retried);
  [[nodiscard]] Counts counts() const;

 private:
  std::uint64_t& slot(std::uint64_t hash);
  void grow();

  std::vector<std::uint64_t> slots_;  ///< hash above, state in the low bits; 0 = free
  std::size_t used_ = 0;
};

}  // namespace testtracker::sources
