#pragma once

// The session that `testtracker import` makes of reports. Its id is derived from their contents, so
// that the same reports are the same session; it appears in the spool whole or not at all.

#include "cli/import/imported_report.hpp"
#include "cli/import/report_files.hpp"
#include "sources/reports/test_tally.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

struct ImportedSession {
  spool::SessionFolder folder;
  bool existed = false;  ///< these reports were imported before; nothing was read
  std::vector<ImportedReport> reports;
  sources::TestTally::Counts counts;
};

struct ImportOptions {
  bool again = false;   ///< a session of its own, although the reports were imported before
  std::string program;  ///< name of the program whose results they are; empty = what they say
};

/// Reads all reports into a new session of the spool. Without any result there is no session, and
/// `folder` does not exist. Errors: `io`, `not_found` (no place for a spool); nothing is left then.
Result<ImportedSession> import_reports(const std::vector<ReportFile>& files,
                                       const ImportOptions& options);

}  // namespace testtracker::cli
