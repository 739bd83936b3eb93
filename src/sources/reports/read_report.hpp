#pragma once

// Finds out what a report is, by its content, and reads it. Used by `import`, and by whoever has
// the report of a program that it ran.

#include "sources/reports/report_input.hpp"
#include "sources/reports/report_origin.hpp"
#include "sources/reports/reported_test.hpp"

#include <testtracker/result.hpp>

#include <string_view>

namespace testtracker::sources {

enum class ReportFormat {
  unknown,
  junit,
  gtest_json,
  catch2_xml,
  catch2_json,
  doctest_xml,
  boost_xml,
  ctest_xml,
  benchmark_json,
  journal,
};

/// What `--json` and messages call it.
[[nodiscard]] std::string_view word_of(ReportFormat format);

/// By the first bytes of a file.
[[nodiscard]] ReportFormat format_of(std::string_view head);

/// The formats in words, for a message.
[[nodiscard]] std::string_view understood_formats();

/// Reads a report of any format but `journal` into `sink`. Errors: `bad_format` with file and line;
/// `sink` has then got everything before. `io`.
Result<void> read_report(ReportInput& input, ReportFormat format, const ReportOrigin& origin,
                         ReportSink& sink);

}  // namespace testtracker::sources
