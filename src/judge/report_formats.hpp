#pragma once

// A gate's report in every format of --output. docs/gate.md shows them; tests/golden pins them.
// All are valid UTF-8 and end in a newline.

#include "judge/gate_report.hpp"

#include <cstddef>
#include <string>

namespace testtracker::judge {

/// For a terminal: at most about `most_lines` lines, the rest is counted.
struct TextOptions {
  bool paint = false;
  std::size_t width = 0;  ///< longer lines are cut; 0 = never
  std::size_t most_lines = 40;
};
[[nodiscard]] std::string text_report(const GateReport& report, const TextOptions& options = {});

/// For a comment on a pull request.
[[nodiscard]] std::string markdown_report(const GateReport& report);

/// One object; its `version` grows when a field changes its meaning or goes.
[[nodiscard]] std::string json_report(const GateReport& report);

/// One suite, one case per finding: regressions are failures, warnings and all else passed cases
/// with their text as output. What cannot be judged is an error.
[[nodiscard]] std::string junit_report(const GateReport& report);

/// Workflow commands of GitHub Actions: `::error title=…::…`.
[[nodiscard]] std::string github_report(const GateReport& report);

}  // namespace testtracker::judge
