#include "baseline/spool_runs.hpp"

#include "baseline/record_of_session.hpp"
#include "context/context_file.hpp"
#include "session/session_reader.hpp"
#include "spool/session_list.hpp"
#include "upload/run_description.hpp"

#include <fmt/format.h>

namespace testtracker::baseline {
namespace {

bool fits(const context::RunContext& context, const RunFilter& filter) {
  const auto agrees = [](const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
  };
  return agrees(filter.series, upload::series_of(context)) &&
         agrees(filter.branch, context.branch) && agrees(filter.commit, context.commit);
}

/// Errors: also `busy` for one that still runs.
Result<session::SessionResult> result_of(const spool::SessionFolder& folder) {
  auto reader = session::SessionReader::open(folder);
  if (!reader) {
    return reader.error();
  }
  if (const auto polled = reader->poll(); !polled) {
    return polled.error();
  }
  if (!reader->is_over()) {
    return Error{ErrorCode::busy,
                 fmt::format("read the session {}: it still runs; try again when it has ended",
                             folder.id())};
  }
  return reader->result();
}

Result<void> add(const spool::SessionFolder& folder, const context::RunContext& context,
                 RunHistory& history) {
  const auto result = result_of(folder);
  if (!result) {
    return result.error();
  }
  history.runs.push_back(record_of_session(*result, context, history.texts));
  return {};
}

}  // namespace

Result<void> SpoolRuns::load(const RunFilter& filter, RunHistory& history) {
  const auto sessions = spool::list_sessions(sessions_path_);
  if (!sessions) {
    return sessions.error();
  }
  std::size_t unknown = 0;
  std::size_t of_other_platforms = 0;
  std::string problem;
  const auto already = history.runs.size();
  for (const auto& folder : *sessions) {
    if (history.runs.size() - already >= filter.most_runs) {
      break;
    }
    const auto context = context::read_context(folder.context_path());
    if (context && !fits(*context, filter)) {
      continue;
    }
    if (context && !filter.platform.empty() && context->platform != filter.platform) {
      ++of_other_platforms;
      continue;
    }
    const auto added = context ? add(folder, *context, history) : context.error();
    if (!added) {
      ++unknown;
      problem = added.error().message;
    }
  }
  if (of_other_platforms > 0) {
    history.notices.push_back(fmt::format("{} sessions are left out: their platform is not {}",
                                          of_other_platforms, filter.platform));
  }
  if (unknown > 0) {
    history.notices.push_back(
        fmt::format("{} sessions in {} are left out: {}", unknown, sessions_path_, problem));
  }
  return {};
}

Result<void> SpoolRuns::load_run(const std::string& id, RunHistory& history) {
  const spool::SessionFolder folder(sessions_path_ + "/" + id);
  if (id.empty() || id.find('/') != std::string::npos || !folder.exists()) {
    return Error{ErrorCode::not_found,
                 fmt::format("find the session '{}' in {}: there is none; `testtracker report "
                             "--list` shows the sessions there",
                             id, sessions_path_)};
  }
  const auto context = context::read_context(folder.context_path());
  return context ? add(folder, *context, history) : context.error();
}

}  // namespace testtracker::baseline
