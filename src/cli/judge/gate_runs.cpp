#include "cli/judge/gate_runs.hpp"

#include "baseline/metric_meaning.hpp"
#include "baseline/record_of_session.hpp"
#include "baseline/run_order.hpp"
#include "baseline/spool_runs.hpp"
#include "cli/judge/commit_facts.hpp"
#include "cli/judge/reference_run.hpp"
#include "cli/load_settings.hpp"
#include "context/collect.hpp"
#include "context/commit_order.hpp"
#include "context/context_file.hpp"
#include "spool/session_folder.hpp"
#include "spool/session_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <unistd.h>

namespace testtracker::cli {
namespace {

using baseline::RunFilter;
using baseline::RunRecord;

context::RunContext context_here(const std::string& directory, const settings::Settings& settings) {
  spool::SessionInfo info;
  info.working_directory = directory;
  info.project_directory = project_directory(directory);
  for (const char* const* variable = environ; variable != nullptr && *variable != nullptr;
       ++variable) {
    const std::string text = *variable;
    const auto equals = text.find('=');
    if (equals != std::string::npos) {
      info.environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return context::collect(info, settings);
}

/// A delivery that was repeated has the same session up to a slash.
std::string session_of(const RunRecord& run) {
  return run.session.substr(0, run.session.find('/'));
}

}  // namespace

GateRuns::GateRuns(const settings::Settings& settings, const CommonOptions& common,
                   std::string directory, GateRunsOptions options)
    : settings_(settings),
      common_(common),
      directory_(std::move(directory)),
      options_(std::move(options)),
      here_(context_here(directory_, settings)),
      commits_(git_commit_facts(project_directory(directory_))) {}

Result<void> GateRuns::load() {
  for (const auto step :
       {&GateRuns::load_run, &GateRuns::load_baseline, &GateRuns::load_reference}) {
    if (auto done = (this->*step)(); !done) {
      return done;
    }
  }
  put_in_order();
  return {};
}

Result<void> GateRuns::open_store(const std::string& experiment) {
  auto store =
      open_run_store(settings_, {project_directory(directory_), experiment, options_.is_offline});
  if (!store) {
    return store.error();
  }
  store_ = *std::move(store);
  if (store_.is_offline && !options_.is_offline) {
    history_.notices.push_back(
        "no MLflow server is configured and no local one runs: judged "
        "beside the sessions of this machine");
  }
  return {};
}

Result<void> GateRuns::load_run() {
  if (options_.run.empty()) {
    return load_newest_of_commit();
  }
  if (is_stored(options_.run)) {
    return load_stored(options_.run);
  }
  if (!is_run_id(options_.run)) {
    return Error{ErrorCode::not_found,
                 fmt::format("find the run '{}': it is neither a file or folder, nor the id of a "
                             "session in the spool (`testtracker report --list` shows them), nor "
                             "the id of a run in MLflow",
                             options_.run)};
  }
  if (auto opened = open_store(here_.project); !opened) {
    return opened;
  }
  run_id_ = options_.run;
  return store_.source->load_run(run_id_, history_);
}

Result<void> GateRuns::load_stored(const std::string& name) {
  auto session = read_stored_session(name, common_);
  if (!session) {
    return session.error();
  }
  if (session->result.verdict == session::Verdict::running) {
    return Error{ErrorCode::busy,
                 fmt::format("judge the session {}: it still runs", session->result.id)};
  }
  return take_session(*std::move(session));
}

Result<void> GateRuns::take_session(StoredSession session) {
  baseline::complete_context(session.result, session.context);
  auto record = baseline::record_of_session(session.result, session.context, history_.texts);
  record.url = session.run_url;
  run_id_ = record.id;
  history_.runs.push_back(std::move(record));
  if (auto opened = open_store(session.context.project); !opened) {
    return opened;
  }
  session_ = std::move(session);
  return {};
}

Result<void> GateRuns::load_newest_of_commit() {
  const auto sessions = spool::sessions_path();
  if (!sessions) {
    return sessions.error();
  }
  const auto folders = spool::list_sessions(*sessions);
  if (!folders) {
    return folders.error();
  }
  for (const auto& folder : *folders) {
    // Its journals are read only when its place does not rule it out.
    const auto kept = context::read_context(folder.context_path());
    if (kept && !is_of_here(*kept)) {
      continue;
    }
    auto session = read_session_folder(folder, common_);
    if (session && session->result.verdict != session::Verdict::running &&
        is_of_here(session->context)) {
      return take_session(*std::move(session));
    }
  }
  if (auto opened = open_store(here_.project); !opened) {
    return opened;
  }
  RunFilter filter;
  filter.commit = here_.commit;
  filter.most_runs = 1;
  if (auto loaded = here_.commit.empty() ? Result<void>() : store_.source->load(filter, history_);
      !loaded) {
    return loaded;
  }
  if (history_.runs.empty()) {
    return Error{ErrorCode::not_found,
                 fmt::format("find a run of the commit {}: there is none in {} and none in {}; run "
                             "the tests first, or name a session or run",
                             here_.commit.empty() ? "that is checked out" : here_.commit, *sessions,
                             store_.place)};
  }
  run_id_ = history_.runs.front().id;
  return {};
}

bool GateRuns::is_of_here(const context::RunContext& context) const {
  return (here_.commit.empty() || context.commit == here_.commit) &&
         (!settings_.is_set("suite") || context.suite == settings_.text("suite"));
}

Result<void> GateRuns::load_into_history(const RunFilter& filter, baseline::RunSource& source) {
  const auto before = history_.runs.size();
  if (auto loaded = source.load(filter, history_); !loaded) {
    return loaded;
  }
  // A session that is there already, or comes from two places, counts once.
  const auto known_end = static_cast<std::ptrdiff_t>(before);
  history_.runs.erase(std::remove_if(history_.runs.begin() + known_end, history_.runs.end(),
                                     [&](const RunRecord& run) {
                                       return std::any_of(
                                           history_.runs.begin(), history_.runs.begin() + known_end,
                                           [&](const RunRecord& known) {
                                             return !run.session.empty() &&
                                                    session_of(known) == session_of(run);
                                           });
                                     }),
                      history_.runs.end());
  return {};
}

Result<void> GateRuns::load_baseline() {
  const auto& run = history_.runs.front();
  RunFilter filter;
  filter.series = baseline::series_on(run, options_.baseline);
  filter.branch = options_.baseline;
  filter.platform = run.platform;
  // A test need not be in every run; some runs are of the commit itself, or later.
  filter.most_runs = 2 * options_.most_runs;
  return load_into_history(filter, *store_.source);
}

Result<void> GateRuns::load_same_commit() {
  if (judged().clean_commit().empty()) {
    return {};
  }
  RunFilter filter;
  filter.series = judged().series;
  filter.commit = judged().commit;
  filter.platform = judged().platform;
  filter.most_runs = options_.most_runs;
  if (auto loaded = load_into_history(filter, *store_.source); !loaded) {
    return loaded;
  }
  const auto sessions = spool::sessions_path();
  if (!store_.is_offline && sessions) {
    baseline::SpoolRuns spool(*sessions);
    if (auto loaded = load_into_history(filter, spool); !loaded) {
      return loaded;
    }
  }
  put_in_order();
  return {};
}

Result<void> GateRuns::load_reference() {
  if (options_.reference.empty()) {
    return {};
  }
  const auto& run = history_.runs.front();
  const ReferencePlace place{directory_, baseline::suite_of(run), run.platform};
  const auto reference = cli::load_reference(options_.reference, place, store_, common_, history_);
  if (!reference) {
    return reference.error();
  }
  reference_id_ = reference->id;
  return {};
}

void GateRuns::put_in_order() {
  baseline::declare_by_rules(settings_.metrics(), history_.texts, history_.runs);
  baseline::put_in_order(
      history_.runs, context::commit_positions(project_directory(directory_), options_.baseline));
}

const RunRecord& GateRuns::judged() const {
  return *std::find_if(history_.runs.begin(), history_.runs.end(),
                       [&](const RunRecord& run) { return run.id == run_id_; });
}

void GateRuns::add_rerun(const session::SessionResult& result,
                         const std::vector<std::string>& keys) {
  RunRecord rerun;
  rerun.id = rerun.session = result.id;
  rerun.commit = judged().commit;
  rerun.is_dirty = judged().is_dirty;
  baseline::add_results(result, keys, history_.texts, rerun);
  std::vector<RunRecord> declared{std::move(rerun)};
  baseline::declare_by_rules(settings_.metrics(), history_.texts, declared);
  reruns_.push_back(std::move(declared.front()));
}

judge::GateInput GateRuns::input() const {
  auto input = judge::gate_input(
      history_, static_cast<std::size_t>(&judged() - history_.runs.data()), options_.baseline);
  for (const auto& rerun : reruns_) {
    input.same_commit.push_back(&rerun);
  }
  for (const auto& run : history_.runs) {
    if (!reference_id_.empty() && run.id == reference_id_) {
      input.reference = &run;
    }
  }
  input.levels = judge::level_starts(input, options_.accepted, commits_);
  return input;
}

}  // namespace testtracker::cli
