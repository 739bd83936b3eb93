#include "judge/gate_report.hpp"

#include <algorithm>
#include <array>

namespace testtracker::judge {

std::string_view to_string(Finding finding) noexcept {
  constexpr std::array<std::string_view, 16> k_words{"new-failure",
                                                     "recurring-failure",
                                                     "new-test-fails",
                                                     "slower",
                                                     "metric-worse",
                                                     "slower-than-reference",
                                                     "metric-worse-than-reference",
                                                     "flaky",
                                                     "still-failing",
                                                     "metric-changed",
                                                     "unit-changed",
                                                     "missing-test",
                                                     "fixed",
                                                     "faster",
                                                     "metric-better",
                                                     "new-test"};
  return k_words[static_cast<std::size_t>(finding)];
}

std::string_view to_string(Weight weight) noexcept {
  constexpr std::array<std::string_view, 4> k_words{"regression", "warning", "quarantined",
                                                    "notice"};
  return k_words[static_cast<std::size_t>(weight)];
}

std::string_view to_string(GateVerdict verdict) noexcept {
  constexpr std::array<std::string_view, 3> k_words{"clean", "regression", "cannot-judge"};
  return k_words[static_cast<std::size_t>(verdict)];
}

int exit_code_of(GateVerdict verdict) noexcept {
  constexpr std::array<int, 3> k_codes{0, 1, 3};
  return k_codes[static_cast<std::size_t>(verdict)];
}

std::size_t count(const GateReport& report, Weight weight) {
  return static_cast<std::size_t>(
      std::count_if(report.findings.begin(), report.findings.end(),
                    [&](const GateFinding& finding) { return finding.weight == weight; }));
}

}  // namespace testtracker::judge
