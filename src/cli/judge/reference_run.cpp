#include "cli/judge/reference_run.hpp"

#include "baseline/record_of_session.hpp"
#include "cli/delivery/stored_session.hpp"
#include "context/git_command.hpp"
#include "spool/session_folder.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <utility>

namespace testtracker::cli {
namespace {

Result<ReferenceRun> load_stored(const std::string& name, const CommonOptions& common,
                                 baseline::RunHistory& history) {
  auto session = read_stored_session(name, common);
  if (!session) {
    return session.error();
  }
  baseline::complete_context(session->result, session->context);
  history.runs.push_back(
      baseline::record_of_session(session->result, session->context, history.texts));
  return ReferenceRun{history.runs.back().id, {}};
}

Result<ReferenceRun> load_commit(const std::string& name, const ReferencePlace& place,
                                 const RunStore& store, baseline::RunHistory& history) {
  const context::Git git(place.directory,
                         std::chrono::steady_clock::now() + std::chrono::seconds(5));
  const auto commit = git.ask({"rev-parse", "--verify", "--quiet", name + "^{commit}"});
  if (!commit) {
    return Error{ErrorCode::not_found,
                 fmt::format("find the reference '{}': it is neither a session, nor a run in "
                             "MLflow, nor a tag or commit that git knows here",
                             name)};
  }
  const bool is_tag =
      git.ask({"rev-parse", "--verify", "--quiet", "refs/tags/" + name}).has_value();
  baseline::RunFilter filter;
  filter.commit = *commit;
  filter.platform = place.platform;
  const auto before = history.runs.size();
  if (auto loaded = store.source->load(filter, history); !loaded) {
    return loaded.error();
  }
  for (std::size_t i = before; i < history.runs.size(); ++i) {
    if (baseline::suite_of(history.runs[i]) == place.suite) {
      return ReferenceRun{history.runs[i].id, is_tag ? "release " + name : name};
    }
  }
  return Error{ErrorCode::not_found,
               fmt::format("find a run of the reference {} ({}) of the suite {} on {} in {}: there "
                           "is none",
                           name, commit->substr(0, 8), place.suite, place.platform, store.place)};
}

}  // namespace

bool is_run_id(const std::string& name) {
  return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_stored(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::exists(name, ignored)) {
    return true;
  }
  const auto sessions = spool::sessions_path();
  return sessions && name.find('/') == std::string::npos &&
         std::filesystem::exists(*sessions + "/" + name, ignored);
}

Result<ReferenceRun> load_reference(const std::string& name, const ReferencePlace& place,
                                    const RunStore& store, const CommonOptions& common,
                                    baseline::RunHistory& history) {
  if (is_run_id(name) && !store.is_offline) {
    if (auto loaded = store.source->load_run(name, history); !loaded) {
      return loaded.error();
    }
    return ReferenceRun{name, {}};
  }
  return is_stored(name) ? load_stored(name, common, history)
                         : load_commit(name, place, store, history);
}

}  // namespace testtracker::cli
