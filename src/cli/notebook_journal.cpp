#include "cli/notebook_journal.hpp"

#include "base/process.hpp"
#include "cli/notebook_words.hpp"
#include "cli/recording.hpp"
#include "recorder/attachment_copy.hpp"
#include "recorder/process_facts.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

using notebook::NotebookOutcome;

constexpr const char* k_program = "notebooks";

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

Result<NotebookJournal> NotebookJournal::create(const std::vector<ListedNotebook>& list) {
  const auto self = read_process_stat(::getpid());
  if (!self) {
    return Error{ErrorCode::unsupported, "read /proc/self/stat: /proc is needed"};
  }
  auto session = recorder::choose_session(*self, {"runner", {k_program}});
  if (!session) {
    return session.error();
  }
  ProgramStarted start = recorder::describe_process(*self, {});
  start.kind = "notebook";
  start.framework = "notebook";
  start.nested = session->is_nested;
  start.program = k_program;
  start.executable.clear();
  start.arguments.clear();  // a series does not depend on how the list was typed
  auto journal = JournalWriter::create(session->folder.journal_path(start.process), start);
  if (!journal) {
    return journal.error();
  }
  NotebookJournal made(*std::move(session), *std::move(journal), start.process, list);
  TestsPlanned planned;
  for (const auto& notebook : list) {
    planned.tests.push_back({notebook.suite, notebook.name});
  }
  made.journal_.append(planned);
  return made;
}

void NotebookJournal::follow() {
  if (session_.is_creator) {
    uploader_ = start_session_uploader(session_.folder, log_path_);
  }
}

void NotebookJournal::discard() {
  std::error_code ignored;
  std::filesystem::remove(session_.folder.journal_path(process_), ignored);
  if (is_own() && session_.is_creator) {
    std::filesystem::remove_all(session_.folder.path(), ignored);
  }
}

std::vector<std::pair<std::string, std::optional<std::string>>> NotebookJournal::environment()
    const {
  return {{"TESTTRACKER_SESSION", session_.folder.path()}, {"TESTTRACKER_PROCESS", process_}};
}

void NotebookJournal::start(std::size_t index) {
  ids_[index] = ++last_id_;
  TestStarted started;
  started.id = last_id_;
  started.suite = list_[index].suite;
  started.name = list_[index].name;
  started.file = list_[index].path;
  for (const auto& [name, text] : list_[index].tags) {
    started.tags.push_back(text.empty() ? name : name + "=" + text);
  }
  journal_.append(started);
}

void NotebookJournal::attach(TestId id, const notebook::NotebookFile& file) {
  const std::string copy =
      fmt::format("attachments/{}-{}-{}", ::getpid(), ++attachments_, file.name.substr(0, 100));
  ::mkdir(session_.folder.attachments_path().c_str(), 0700);
  if (const auto copied =
          recorder::copy_attachment(file.path, session_.folder.path() + "/" + copy)) {
    journal_.append(AttachmentReported{id, file.name, copy});
  } else {
    journal_.append(NoteReported{id, copied.error().message});
  }
}

void NotebookJournal::report_failure(TestId id, const std::string& path,
                                     const NotebookOutcome& outcome) {
  FailureReported failure;
  failure.test = id;
  failure.kind =
      outcome.exception.name.empty() ? FailureKind::fatal_assertion : FailureKind::exception;
  failure.file = path;
  failure.text = whole_text(outcome);
  journal_.append(failure);
}

void NotebookJournal::end(std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
  const TestId id = ids_[index];
  const auto& listed = list_[index];
  if (is_bad(outcome.status)) {
    report_failure(id, listed.path, outcome);
  } else if (outcome.status == Status::skipped) {
    journal_.append(SkipReported{id, Phase::test, {}, listed.path, 0, headline(outcome)});
  }
  for (const auto& warning : warnings_of(outcome)) {
    journal_.append(NoteReported{id, warning});
  }
  if (!outcome.url.empty()) {
    journal_.append(NoteReported{id, "run: " + outcome.url});
  }
  if (outcome.is_value_truncated) {
    journal_.append(NoteReported{id, "the returned value was cut: it was too long"});
  }
  for (const auto& file : outcome.files) {
    attach(id, file);
  }
  if (!is_retried) {  // params cannot be changed later
    journal_.append(ParamReported{0, listed.label, shown_value(outcome)});
    if (outcome.status != Status::skipped && outcome.status != Status::not_run) {
      journal_.append(MetricReported{0, listed.label + "_dur",
                                     std::chrono::duration<double>(outcome.duration).count()});
    }
  }
  journal_.append(TestEnded{id, outcome.status, outcome.duration, is_retried});
}

void NotebookJournal::finish(bool passed, bool was_stopped) {
  if (was_stopped) {
    ProcessExited seen;  // as a parent would tell it: the session was interrupted
    seen.process = process_;
    seen.pid = ::getpid();
    seen.signal = SIGINT;
    journal_.append(seen);
  }
  journal_.append(ProgramEnded{passed, journal_.lost_records()});
}

}  // namespace testtracker::cli
