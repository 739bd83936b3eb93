#include "cli/deploy/deployment_journal.hpp"

#include "base/process.hpp"
#include "cli/load_settings.hpp"
#include "cli/run/recording.hpp"
#include "context/ci_job.hpp"
#include "context/collect.hpp"
#include "context/context_file.hpp"
#include "recorder/new_session.hpp"
#include "recorder/process_facts.hpp"
#include "server/local_server.hpp"
#include "upload/cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* k_step_suite = "step";
constexpr std::size_t k_short_hash = 8;
constexpr std::chrono::milliseconds k_pause{20};
constexpr std::chrono::seconds k_longest_excuse{120};

/// The commit is the deployed one, which need not be that of the working directory.
void set_commit_of(context::RunContext& context, const DeploymentFacts& facts) {
  context.commit = facts.githash;
  context.branch = facts.reference == facts.githash ? "" : facts.reference;
  const std::string name =
      facts.verb + " " + facts.environment + " " +
      (facts.githash.empty() ? facts.reference : facts.githash.substr(0, k_short_hash));
  const auto given = std::find_if(context.tags.begin(), context.tags.end(),
                                  [](const auto& tag) { return tag.first == "mlflow.runName"; });
  if (given == context.tags.end()) {
    context.tags.emplace_back("mlflow.runName", name);
  } else {
    given->second = name;
  }
}

context::RunContext context_of(const DeploymentFacts& facts, const spool::SessionInfo& info,
                               const settings::Settings& settings) {
  auto context = context::collect(info, settings);
  context.dirty = false;
  if (!facts.repository.empty()) {
    context.repository = facts.repository;
    context.project = fs::path(facts.repository).stem().string();
  }
  // Deployments of an environment are one line in a trend, whatever was deployed. The number of
  // commits would not grow along it.
  context.build = settings.is_set("build") ? settings.integer("build")
                                           : context::recognise_ci(info.environment).build;
  context.suite = facts.verb;
  if (context.series.empty()) {
    context.series = facts.verb + "/" + facts.environment;
  }
  context.tags.emplace_back("testtracker.kind", "deployment");
  context.tags.emplace_back("env", facts.environment);
  set_commit_of(context, facts);
  return context;
}

ProgramStarted first_record(const ProcessStat& self) {
  ProgramStarted start = recorder::describe_process(self, {});
  start.kind = "deployment";
  start.framework = "deployment";
  start.program = "deployment";
  start.executable.clear();
  start.arguments.clear();
  return start;
}

}  // namespace

Result<DeploymentJournal> DeploymentJournal::create(const DeploymentFacts& facts,
                                                    const std::vector<std::string>& steps,
                                                    const settings::Settings& settings) {
  const auto self = read_process_stat(::getpid());
  const auto sessions = spool::sessions_path();
  if (!self || !sessions) {
    return sessions ? Error{ErrorCode::unsupported, "read /proc/self/stat: /proc is needed"}
                    : sessions.error();
  }
  const std::string id = recorder::new_session_id(*self);
  const auto info =
      recorder::describe_session(id, *self, facts.needs_run ? "deployment" : "change");
  spool::SessionFolder folder(*sessions + "/" + id);
  if (auto created = spool::SessionFolder::create(folder.path(), info); !created) {
    return created.error();
  }
  if (auto written =
          context::write_context(folder.context_path(), context_of(facts, info, settings));
      !written) {
    return written.error();
  }
  const ProgramStarted start = first_record(*self);
  auto journal = JournalWriter::create(folder.journal_path(start.process), start);
  if (!journal) {
    return journal.error();
  }
  TestsPlanned planned;
  for (const auto& step : steps) {
    planned.tests.push_back({k_step_suite, step});
  }
  journal->append(planned);
  return DeploymentJournal(facts, std::move(folder), *std::move(journal), start.process);
}

Result<std::string> DeploymentJournal::await_run(std::chrono::milliseconds patience,
                                                 const std::function<bool()>& is_cancelled) {
  uploader_ = start_session_uploader(folder_, log_path_);
  const std::string project = project_directory(".");
  const auto begin = Clock::now();
  auto deadline = begin + patience;
  while (true) {
    const bool is_gone = !is_process_alive(uploader_.pid, uploader_.start_ticks);
    const Outcome outcome = read_outcome(folder_);
    if (outcome.state == Outcome::State::delivering || outcome.state == Outcome::State::delivered) {
      run_url_ = outcome.run_url;
      return upload::read_cursor(folder_.cursor_path()).run_id;
    }
    if (outcome.state == Outcome::State::spooled) {
      return Error{ErrorCode::unreachable, outcome.reason};
    }
    if (is_gone || is_cancelled()) {
      return Error{is_gone ? ErrorCode::unreachable : ErrorCode::busy,
                   is_gone ? "the uploader did not start, or ended early; see " + log_path_
                           : "stopped on request"};
    }
    const auto now = Clock::now();
    if (server::is_starting(project) && now - begin < k_longest_excuse) {
      deadline = now + patience;
    }
    if (now >= deadline) {
      return Error{ErrorCode::unreachable,
                   fmt::format("MLflow did not answer within {} s; see {}",
                               std::chrono::duration_cast<std::chrono::seconds>(patience).count(),
                               log_path_)};
    }
    std::this_thread::sleep_for(k_pause);
  }
}

Result<void> DeploymentJournal::set_commit(const std::string& githash) {
  facts_.githash = githash;
  // The uploader has completed it when it opened the run, and only reads it from then on.
  auto context = context::read_context(folder_.context_path());
  if (!context) {
    return context.error();
  }
  set_commit_of(*context, facts_);
  return context::write_context(folder_.context_path(), *context);
}

void DeploymentJournal::begin_step(const std::string& name) {
  step_ = ++last_id_;
  TestStarted started;
  started.id = step_;
  started.suite = k_step_suite;
  started.name = name;
  journal_.append(started);
}

void DeploymentJournal::end_step(Status status, const std::string& why,
                                 std::chrono::nanoseconds duration) {
  if (is_bad(status)) {
    FailureReported failure;
    failure.test = step_;
    failure.kind = FailureKind::fatal_assertion;
    failure.text = why;
    journal_.append(failure);
  } else if (status == Status::skipped) {
    journal_.append(SkipReported{step_, Phase::test, {}, {}, 0, why});
  } else if (!why.empty()) {
    journal_.append(NoteReported{step_, why});
  }
  journal_.append(TestEnded{step_, status, duration, false});
}

void DeploymentJournal::param(const std::string& name, const std::string& text) {
  if (!text.empty()) {
    journal_.append(ParamReported{0, name, text});
  }
}

void DeploymentJournal::attach(const std::string& name, const std::string& text) {
  const std::string path = fmt::format("attachments/{}-d{}-{}", ::getpid(), ++attachments_, name);
  ::mkdir(folder_.attachments_path().c_str(), 0700);
  std::ofstream file(folder_.path() + "/" + path, std::ios::binary);
  file << text;
  file.close();
  if (file) {
    journal_.append(AttachmentReported{0, name, path});
  } else {
    journal_.append(NoteReported{0, name + " could not be written and is missing"});
  }
}

NotebookRecords DeploymentJournal::records(const std::vector<ListedNotebook>& list) const {
  return NotebookRecords(list, folder_, last_id_);
}

void DeploymentJournal::finish(bool passed, bool was_stopped) {
  if (was_stopped) {
    ProcessExited seen;  // as a parent would tell it: the session was interrupted
    seen.process = process_;
    seen.pid = ::getpid();
    seen.signal = SIGINT;
    journal_.append(seen);
  }
  journal_.append(ProgramEnded{passed, journal_.lost_records()});
}

std::vector<std::pair<std::string, std::optional<std::string>>> DeploymentJournal::environment()
    const {
  return {{"TESTTRACKER_SESSION", folder_.path()}, {"TESTTRACKER_PROCESS", process_}};
}

}  // namespace testtracker::cli
