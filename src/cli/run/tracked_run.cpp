#include "cli/run/tracked_run.hpp"

#include "cli/complain.hpp"
#include "cli/run/catch2_lists.hpp"
#include "cli/run/recording.hpp"
#include "recorder/process_facts.hpp"
#include "session/program_identity.hpp"
#include "sources/programs/observed_catch2.hpp"
#include "sources/programs/observed_catch2_v2.hpp"
#include "sources/programs/observed_googletest.hpp"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include <unistd.h>

namespace testtracker::cli {
namespace {

// The runner's journal stands for the program that it runs: a failure that no test reported has to
// carry that program's name.
ProgramStarted describe_runner(const ProcessStat& self, const recorder::SessionChoice& session,
                               const std::vector<std::string>& command) {
  ProgramStarted start = recorder::describe_process(self, {});
  start.kind = "runner";
  start.nested = session.is_nested;
  start.executable.clear();
  start.program = command.front().substr(command.front().rfind('/') + 1);
  start.arguments.assign(command.begin() + 1, command.end());
  return start;
}

}  // namespace

Result<TrackedRun> TrackedRun::create(const std::vector<std::string>& command) {
  const auto self = read_process_stat(::getpid());
  if (!self) {
    return Error{ErrorCode::unsupported,
                 "read /proc/self/stat: testtracker needs /proc to tell processes apart"};
  }
  std::vector<std::string> masked = command;
  recorder::mask_secrets(masked);
  auto session = recorder::choose_session(*self, {"runner", masked});
  if (!session) {
    return session.error();
  }
  const ProgramStarted start = describe_runner(*self, *session, masked);
  auto journal = JournalWriter::create(session->folder.journal_path(start.process), start);
  if (!journal) {
    return journal.error();
  }
  return TrackedRun(*std::move(session), *std::move(journal), start);
}

/// The first record of a journal that we write for the program. Its liveness is ours.
ProgramStarted TrackedRun::start_of_program() const {
  ProgramStarted start = start_;
  start.process += "-program";
  start.kind = "test_program";
  return start;
}

void TrackedRun::observe(const std::string& executable, const sources::ProgramKind& kind,
                         const std::vector<std::string>& command) {
  ProgramStarted start = start_of_program();
  start.executable = executable;
  const std::string report_folder = session_.folder.path() + "/report-" + start_.process;
  // A listener that could not be seen in the file (in a library of the project) has begun its
  // journal before it lets the first line be printed.
  const auto open = [folder = session_.folder, child = child_](const ProgramStarted& first) {
    const bool records_itself = ::access(folder.journal_path(*child).c_str(), F_OK) == 0;
    auto journal = records_itself
                       ? Result<JournalWriter>(Error{ErrorCode::busy, {}})
                       : JournalWriter::create(folder.journal_path(first.process), first);
    return journal ? std::make_optional(*std::move(journal)) : std::nullopt;
  };
  if (kind.framework == sources::Framework::googletest) {
    start.framework = "googletest";
    observed_ = std::make_unique<sources::ObservedGoogleTest>(start, report_folder, open);
  } else if (kind.framework == sources::Framework::catch2_v3) {
    start.framework = "catch2";
    observed_ = sources::ObservedCatch2::create(start, report_folder, open,
                                                {command.begin() + 1, command.end()});
  } else if (kind.framework == sources::Framework::catch2_v2) {
    start.framework = "catch2";
    observe_catch2_v2(std::move(start), report_folder, open, command);
  }
}

// Where it shows anything but its console, or may list its tests, there is nothing to read.
void TrackedRun::observe_catch2_v2(ProgramStarted start, const std::string& report_folder,
                                   const sources::ObservedProgram::OpenJournal& open,
                                   const std::vector<std::string>& command) {
  if (!sources::shows_console({command.begin() + 1, command.end()}) ||
      std::getenv("XML_OUTPUT_FILE") != nullptr) {
    return;
  }
  if (auto lists = ask_for_catch2_lists(command)) {
    observed_ = std::make_unique<sources::ObservedCatch2V2>(std::move(start), report_folder, open,
                                                            *std::move(lists));
  }
}

std::vector<std::pair<std::string, std::optional<std::string>>> TrackedRun::environment() const {
  std::vector<std::pair<std::string, std::optional<std::string>>> changes = {
      {"TESTTRACKER_SESSION", session_.folder.path()}};
  if (!session_.is_nested) {
    // The runner is no test: what it starts must not count as started by one.
    changes.emplace_back("TESTTRACKER_PROCESS", std::nullopt);
  }
  if (observed_) {
    for (auto& [name, value] : observed_->environment()) {
      changes.emplace_back(std::move(name), std::move(value));
    }
  }
  return changes;
}

void TrackedRun::child_started(const ProcessStat& child) {
  *child_ = recorder::process_id(child);
  if (session_.is_creator) {
    uploader_ = start_session_uploader(session_.folder, log_path_);
  }
}

void TrackedRun::discard() {
  std::error_code ignored;
  if (is_own() && session_.is_creator) {
    std::filesystem::remove_all(session_.folder.path(), ignored);
  } else {
    std::filesystem::remove(session_.folder.journal_path(start_.process), ignored);
  }
}

/// Nobody but us has written into the session.
bool TrackedRun::is_alone() const {
  const auto journals = session_.folder.journals();
  return is_own() && journals && journals->size() == 1;
}

bool TrackedRun::records_itself() const {
  return ::access(session_.folder.journal_path(*child_).c_str(), F_OK) == 0;
}

/// The id under which the program is recorded: what its exit code means for results of several
/// reports, nobody knows.
std::string TrackedRun::read_reports() {
  if (records_itself()) {
    complain("the program records itself; what --report names is not read");
    return *child_;
  }
  const auto outcome = reports_->read(session_.folder, start_of_program());
  for (const auto& problem : outcome.problems) {
    complain(problem);
  }
  return outcome.processes.size() == 1 ? outcome.processes.front() : *child_;
}

/// The id under which the program is recorded.
std::string TrackedRun::record_as_one_test(const process::Exit& exit) {
  const ProgramStarted start = start_of_program();
  auto journal = JournalWriter::create(session_.folder.journal_path(start.process), start);
  if (!journal) {
    return *child_;
  }
  TestStarted test;
  test.id = 1;
  test.suite = session::program_identity(start);
  test.name = "Program";  // as a failure of the program itself is called
  journal->append(test);
  if (exit.signal || exit.timed_out) {
    return start.process;  // it ended in its only test
  }
  const bool has_passed = exit.succeeded();
  if (!has_passed) {
    FailureReported failure;
    failure.test = test.id;
    failure.text = "The program ended with exit code " + std::to_string(*exit.exit_code) + ".";
    journal->append(failure);
  }
  journal->append(TestEnded{test.id, has_passed ? Status::passed : Status::failed, exit.duration});
  journal->append(ProgramEnded{has_passed, journal->lost_records()});
  return start.process;
}

void TrackedRun::child_ended(const ProcessStat& child, const process::Exit& exit) {
  ProcessExited seen;
  seen.process = *child_;
  seen.pid = child.pid;
  if (observed_) {
    using Ending = sources::ObservedProgram::Ending;
    observed_->end(exit.signal || exit.timed_out ? Ending::signal : Ending::exit);
    seen.process = observed_->was_recorded() ? observed_->process() : seen.process;
  }
  if (reports_) {
    seen.process = read_reports();
  } else if ((!observed_ || observed_->is_one_test_when_silent()) && is_alone()) {
    seen.process = record_as_one_test(exit);
  }
  seen.exit_code = exit.exit_code;
  seen.signal = exit.signal;
  seen.timed_out = exit.timed_out;
  seen.user_time = exit.user_time;
  seen.system_time = exit.system_time;
  seen.max_resident_bytes = exit.max_resident_bytes;
  journal_.append(seen);
  journal_.append(ProgramEnded{exit.succeeded() && !exit.timed_out, journal_.lost_records()});
}

}  // namespace testtracker::cli
