#include "cli/import/imported_report.hpp"

#include "sources/reports/journal_import.hpp"

#include <utility>

namespace testtracker::cli {

Result<ImportedReport> import_report(const ReportFile& file, const sources::ReportOrigin& origin,
                                     const spool::SessionFolder& folder,
                                     sources::JournalSink& sink) {
  ImportedReport report{file.shown, std::string(sources::word_of(file.format)), 0, {}};
  if (file.format == sources::ReportFormat::journal) {
    auto results = sources::import_journal(file.path, folder, sink.tally());
    if (!results) {
      report.problem = results.error().message;
    } else {
      report.results = *results;
    }
    return report;
  }
  sink.begin_report(origin);
  auto input = sources::ReportInput::open(file.path, file.shown);
  auto read =
      input ? sources::read_report(*input, file.format, origin, sink) : Result<void>(input.error());
  if (!read) {
    report.problem = read.error().message;
  }
  report.results = sink.results();
  auto ended = sink.end_report(report.problem);
  return ended ? Result<ImportedReport>(std::move(report)) : ended.error();
}

}  // namespace testtracker::cli
