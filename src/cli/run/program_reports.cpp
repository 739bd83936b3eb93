#include "cli/run/program_reports.hpp"

#include "cli/import/imported_report.hpp"
#include "recorder/chosen_environment.hpp"

#include <testtracker/journal_writer.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace testtracker::cli {
namespace {

sources::ReportOrigin origin_of(const ReportFile& file, const ProgramStarted& program) {
  sources::ReportOrigin origin;
  origin.program = program.program;
  origin.written = file.written;
  origin.ran = program;
  return origin;
}

// Its journal has no end, as that of a program that died: exit code 0 excuses nothing.
std::string record_loss(const spool::SessionFolder& folder, ProgramStarted program,
                        const std::vector<std::string>& sentences) {
  program.process += "-lost";
  auto journal = JournalWriter::create(folder.journal_path(program.process), program);
  if (journal) {
    FailureReported loss;
    loss.phase = Phase::program;
    loss.text = fmt::format("Results of the program are lost:\n{}", fmt::join(sentences, "\n"));
    journal->append(loss);
  }
  return program.process;
}

}  // namespace

ProgramReports::ProgramReports(std::vector<std::string> words)
    : words_(std::move(words)), before_(find_reports(words_).files) {}

bool ProgramReports::was_there(const ReportFile& file) const {
  return std::any_of(before_.begin(), before_.end(), [&](const ReportFile& other) {
    return other.content_hash == file.content_hash && other.written == file.written;
  });
}

std::vector<ReportFile> ProgramReports::take_new(std::vector<std::string>& problems) const {
  auto found = find_reports(words_);
  problems = std::move(found.problems);
  auto& files = found.files;
  const auto first_old = std::stable_partition(
      files.begin(), files.end(), [this](const ReportFile& file) { return !was_there(file); });
  const bool is_all_old = first_old == files.begin() && !files.empty();
  for (auto old = first_old; old != files.end(); ++old) {
    if (is_all_old || std::find(words_.begin(), words_.end(), old->path) != words_.end()) {
      problems.push_back(fmt::format(
          "the report {} was there before and the program did not write it again", old->shown));
    }
  }
  files.erase(first_old, files.end());
  return std::move(files);
}

ProgramReports::Outcome ProgramReports::read(const spool::SessionFolder& folder,
                                             const ProgramStarted& program) const {
  Outcome outcome;
  const auto files = take_new(outcome.problems);
  auto losses = outcome.problems;
  sources::JournalSink sink(folder, program.process, recorder::looks_secret);
  for (const auto& file : files) {
    const auto written = sink.processes().size();
    const auto report = import_report(file, origin_of(file, program), folder, sink);
    const auto problem = report ? report->problem : std::optional(report.error().message);
    if (problem) {
      outcome.problems.push_back(*problem);
    }
    if (problem && sink.processes().size() == written) {
      losses.push_back(*problem);  // otherwise its own journal tells
    }
  }
  outcome.processes = sink.processes();
  if (!losses.empty()) {
    outcome.processes.push_back(record_loss(folder, program, losses));
  }
  return outcome;
}

}  // namespace testtracker::cli
