#pragma once

// `testtracker run --report FILE`: the reports that the program writes while it runs, read when it
// has ended. For frameworks that tell their results in no other way. docs/unmodified_programs.md.

#include "cli/import/report_files.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/event.hpp>

#include <string>
#include <vector>

namespace testtracker::cli {

class ProgramReports {
 public:
  /// `words`: files, folders and patterns, as `import` takes them. Construct before the program
  /// starts: reports that are there already and stay as they are, are not its own.
  explicit ProgramReports(std::vector<std::string> words);

  struct Outcome {
    std::vector<std::string> processes;  ///< ids under which results, or their loss, were recorded
    std::vector<std::string> problems;   ///< sentences: what is missing or broken
  };
  /// Records the results in `folder`. `program`: what is known of the program, its `process` the
  /// beginning of their ids. What is missing or broken is a failure in the journals, too.
  [[nodiscard]] Outcome read(const spool::SessionFolder& folder,
                             const ProgramStarted& program) const;

 private:
  [[nodiscard]] bool was_there(const ReportFile& file) const;
  /// Those that the program wrote. Old ones are a problem when they were named themselves.
  std::vector<ReportFile> take_new(std::vector<std::string>& problems) const;

  std::vector<std::string> words_;
  std::vector<ReportFile> before_;
};

}  // namespace testtracker::cli
