#include "cli/tracked_run.hpp"

#include "recorder/process_facts.hpp"
#include "recorder/uploader_start.hpp"

#include <filesystem>

#include <sys/stat.h>
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
  return TrackedRun(*std::move(session), *std::move(journal), start.process);
}

std::vector<std::pair<std::string, std::optional<std::string>>> TrackedRun::environment() const {
  std::vector<std::pair<std::string, std::optional<std::string>>> changes = {
      {"TESTTRACKER_SESSION", session_.folder.path()}};
  if (!session_.is_nested) {
    // The runner is no test: what it starts must not count as started by one.
    changes.emplace_back("TESTTRACKER_PROCESS", std::nullopt);
  }
  return changes;
}

void TrackedRun::child_started() {
  const auto spool = spool::spool_path();
  const std::string program = recorder::find_uploader(executable_path());
  if (!session_.is_creator || !spool || program.empty()) {
    return;
  }
  const std::string logs = *spool + "/logs";
  ::mkdir(logs.c_str(), 0700);
  log_path_ = logs + "/" + session_.folder.id() + ".log";
  if (auto pid = recorder::start_uploader(program, session_.folder.path(), log_path_)) {
    uploader_.pid = *pid;
    if (const auto stat = read_process_stat(*pid)) {
      uploader_.start_ticks = stat->start_ticks;
    }
  }
}

void TrackedRun::discard() {
  std::error_code ignored;
  if (is_own() && session_.is_creator) {
    std::filesystem::remove_all(session_.folder.path(), ignored);
  } else {
    std::filesystem::remove(session_.folder.journal_path(process_), ignored);
  }
}

void TrackedRun::child_ended(const ProcessStat& child, const process::Exit& exit) {
  ProcessExited seen;
  seen.process = recorder::process_id(child);
  seen.pid = child.pid;
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
