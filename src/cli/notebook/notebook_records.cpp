#include "cli/notebook/notebook_records.hpp"

#include "cli/notebook/notebook_words.hpp"
#include "recorder/attachment_copy.hpp"

#include <fmt/format.h>

#include <chrono>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

using notebook::NotebookOutcome;

// The first line says what happened: it is what lists show.
std::string whole_text(const NotebookOutcome& outcome) {
  std::string text = headline(outcome);
  if (!outcome.exception.traceback.empty()) {
    text += "\n" + outcome.exception.traceback;
  }
  if (!outcome.output.empty()) {
    text += "\n--- the end of its output ---\n" + outcome.output;
  }
  return text;
}

// What the run's page shows for the notebook: the returned value, or that it failed.
std::string shown_value(const NotebookOutcome& outcome) {
  if (is_bad(outcome.status)) {
    return "failed";
  }
  return outcome.value.value_or(std::string(to_string(outcome.status)));
}

}  // namespace

void NotebookRecords::plan(JournalWriter& journal) const {
  TestsPlanned planned;
  for (const auto& notebook : list_) {
    planned.tests.push_back({notebook.suite, notebook.name});
  }
  journal.append(planned);
}

void NotebookRecords::start(JournalWriter& journal, std::size_t index) {
  ids_[index] = ++last_id_;
  TestStarted started;
  started.id = ids_[index];
  started.suite = list_[index].suite;
  started.name = list_[index].name;
  started.file = list_[index].path;
  for (const auto& [name, text] : list_[index].tags) {
    started.tags.push_back(text.empty() ? name : name + "=" + text);
  }
  journal.append(started);
}

void NotebookRecords::attach(JournalWriter& journal, TestId id,
                             const notebook::NotebookFile& file) {
  const std::string copy =
      fmt::format("attachments/{}-{}-{}", ::getpid(), ++attachments_, file.name.substr(0, 100));
  ::mkdir(folder_.attachments_path().c_str(), 0700);
  if (const auto copied = recorder::copy_attachment(file.path, folder_.path() + "/" + copy)) {
    journal.append(AttachmentReported{id, file.name, copy});
  } else {
    journal.append(NoteReported{id, copied.error().message});
  }
}

void NotebookRecords::report_failure(JournalWriter& journal, TestId id, const std::string& path,
                                     const NotebookOutcome& outcome) {
  FailureReported failure;
  failure.test = id;
  failure.kind =
      outcome.exception.name.empty() ? FailureKind::fatal_assertion : FailureKind::exception;
  failure.file = path;
  failure.text = whole_text(outcome);
  journal.append(failure);
}

void NotebookRecords::end(JournalWriter& journal, std::size_t index, const NotebookOutcome& outcome,
                          bool is_retried) {
  const TestId id = ids_[index];
  const auto& listed = list_[index];
  if (is_bad(outcome.status)) {
    report_failure(journal, id, listed.path, outcome);
  } else if (outcome.status == Status::skipped) {
    journal.append(SkipReported{id, Phase::test, {}, listed.path, 0, headline(outcome)});
  }
  for (const auto& warning : warnings_of(outcome)) {
    journal.append(NoteReported{id, warning});
  }
  if (!outcome.url.empty()) {
    journal.append(NoteReported{id, "run: " + outcome.url});
  }
  if (outcome.is_value_truncated) {
    journal.append(NoteReported{id, "the returned value was cut: it was too long"});
  }
  for (const auto& file : outcome.files) {
    attach(journal, id, file);
  }
  if (!is_retried) {  // params cannot be changed later
    journal.append(ParamReported{0, listed.label, shown_value(outcome)});
    if (outcome.status != Status::skipped && outcome.status != Status::not_run) {
      journal.append(MetricReported{0, listed.label + "_dur",
                                    std::chrono::duration<double>(outcome.duration).count()});
    }
  }
  journal.append(TestEnded{id, outcome.status, outcome.duration, is_retried});
}

}  // namespace testtracker::cli
