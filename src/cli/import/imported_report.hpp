#pragma once

// One report, read into the journals of a session: by `import`, and by `run` for a program that
// writes one.

#include "cli/import/report_files.hpp"
#include "sources/reports/journal_sink.hpp"
#include "sources/reports/report_origin.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace testtracker::cli {

/// What became of one report.
struct ImportedReport {
  std::string file;
  std::string format;
  std::uint64_t results = 0;
  std::optional<std::string> problem;  ///< why it was not read to its end
};

/// Reads one file. Errors: as JournalSink::end_report. That the report is broken is no error.
Result<ImportedReport> import_report(const ReportFile& file, const sources::ReportOrigin& origin,
                                     const spool::SessionFolder& folder,
                                     sources::JournalSink& sink);

}  // namespace testtracker::cli
