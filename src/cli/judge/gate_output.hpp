#pragma once

// `--output FORMAT=FILE` of the verbs that judge: several formats at once.

#include "judge/gate_report.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::cli {

enum class OutputFormat { text, markdown, json, junit, github };

struct Output {
  OutputFormat format = OutputFormat::text;
  std::string file;  ///< `-` = stdout
};

/// From `markdown=gate.md`; `github` alone goes to stdout. Errors: `invalid_argument`.
Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& words);

/// Errors: `io` naming the file.
Result<void> write_outputs(const judge::GateReport& report, const std::vector<Output>& outputs);

}  // namespace testtracker::cli
