#pragma once

// The files that were named for `testtracker import`: paths, folders, patterns, standard input.

#include "sources/reports/read_report.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace testtracker::cli {

/// One file to read.
struct ReportFile {
  std::string path;
  std::string shown;  ///< what messages call it
  sources::ReportFormat format = sources::ReportFormat::unknown;
  std::string content_hash;
  std::chrono::nanoseconds written{};
};

struct ReportFiles {
  std::vector<ReportFile> files;      ///< each content once, in the order of its hash
  std::vector<std::string> problems;  ///< sentences: what was named and cannot be read
};

/// Looks at every file that the words name. In a folder, and all below it, whatever is no report is
/// passed over; a file that was named itself is then a problem. Reads each file once, for its hash.
[[nodiscard]] ReportFiles find_reports(const std::vector<std::string>& words);

}  // namespace testtracker::cli
