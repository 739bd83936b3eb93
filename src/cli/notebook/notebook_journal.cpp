#include "cli/notebook/notebook_journal.hpp"

#include "base/process.hpp"
#include "cli/run/recording.hpp"
#include "recorder/process_facts.hpp"

#include <csignal>
#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace testtracker::cli {
namespace {

constexpr const char* k_program = "notebooks";

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
  made.records_.plan(made.journal_);
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
