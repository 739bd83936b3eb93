#pragma once

// The words that all formats use for a finding, so that terminal, comment and JUnit say the same.

#include "judge/gate_report.hpp"

#include <string>
#include <string_view>

namespace testtracker::judge {

/// `812 ms`, `1.31 s`, `1500000 rows/s`.
[[nodiscard]] std::string value_text(double value, const std::string& unit);

/// `812 ms → 1.31 s (+61 %)`; empty for a finding without numbers.
[[nodiscard]] std::string change_text(const GateFinding& finding);

/// `730 ms … 890 ms`: what would have been nothing new. Empty without numbers.
[[nodiscard]] std::string band_text(const GateFinding& finding);

/// Everything but key and message, in one line: numbers first, then why.
[[nodiscard]] std::string finding_line(const GateFinding& finding);

/// Heading of a group: `New failures`.
[[nodiscard]] std::string_view heading_of(Finding finding);

/// `#31 9a1b2c3d, topic, linux-x86_64-gcc12-Release`, as far as known.
[[nodiscard]] std::string label_text(const RunLabel& run);

/// `main, 20 runs, #11 … #30`.
[[nodiscard]] std::string baseline_text(const GateReport& report);

/// `1054 tests and 1203 series judged; not judged: 12 (fewer than 8 runs …), 1 (…)`.
[[nodiscard]] std::string judged_text(const GateReport& report);

/// `0123abcd`, shortened to eight digits.
[[nodiscard]] std::string short_commit(const std::string& commit);

}  // namespace testtracker::judge
